/// An XML file that was read, without its library's types, and the part that E142 and G85 share: bin definitions and
/// rows of bins. Names are compared without their namespace prefix. Private to the room; one thread an object.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mes/map_file.h"

namespace pellucid::mes::detail {

/// BinQuality of dies that were not tested.
inline constexpr std::string_view kUntestedQuality = "Untested";

/// One element; false where it is none. Valid as long as its file.
class XmlNode {
 public:
  XmlNode() = default;
  explicit XmlNode(void* node) : node_(node) {}  ///< the library's node, opaque
  explicit operator bool() const { return node_ != nullptr; }
  [[nodiscard]] void* raw() const { return node_; }

  /// First element of this name at or below this one.
  [[nodiscard]] XmlNode find(std::string_view name) const;
  /// All of them, in the file's order.
  [[nodiscard]] std::vector<XmlNode> all(std::string_view name) const;
  [[nodiscard]] std::string attribute(const char* name) const;  ///< empty where there is none
  [[nodiscard]] double number(const char* attribute) const;     ///< 0 where it is none
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string_view name() const;

 private:
  void* node_ = nullptr;
};

class XmlFile {
 public:
  /// Errors: mes.unreadable, mes.syntax with the line.
  [[nodiscard]] static Result<XmlFile> open(const std::filesystem::path& path);
  XmlFile(XmlFile&&) noexcept;
  XmlFile& operator=(XmlFile&&) noexcept;
  ~XmlFile();

  [[nodiscard]] XmlNode root() const;
  [[nodiscard]] tl::unexpected<Error> wrong(XmlNode at, std::string_view what, std::string_view expected,
                                            std::string_view found) const;

  /// Fills `file` from `map` (with BinType and NullBin): its definitions (`definition` elements) and its rows, the
  /// elements `row_name` below `rows`. Columns and rows: as in `file.map`, or counted where they are 0.
  [[nodiscard]] Result<void> read_bins(XmlNode map, std::string_view row_name, std::string_view definition,
                                       XmlNode rows, MapAxes axes, MapFile& file) const;

 private:
  struct Document;
  XmlFile();
  [[nodiscard]] std::int64_t line_of(XmlNode node) const;

  std::string path_;
  std::unique_ptr<Document> document_;
};

}  // namespace pellucid::mes::detail
