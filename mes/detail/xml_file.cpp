#include "mes/detail/xml_file.h"

#include <algorithm>
#include <fstream>
#include <pugixml.hpp>

#include "mes/detail/map_text.h"

namespace pellucid::mes::detail {
namespace {

constexpr int kDeepest = 64;

pugi::xml_node node_of(XmlNode node) {
  return pugi::xml_node(static_cast<pugi::xml_node_struct*>(node.raw()));
}

XmlNode wrapped(pugi::xml_node node) {
  return XmlNode(node.internal_object());
}

/// Without "semi:".
std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void collect(const pugi::xml_node& node, std::string_view name, bool only_first, int depth, std::vector<XmlNode>& out) {
  if (depth > kDeepest || (only_first && !out.empty())) return;
  if (node.type() == pugi::node_element && same_word(local_name(node), name)) {
    out.push_back(wrapped(node));
    if (only_first) return;
  }
  for (const pugi::xml_node& child : node.children()) collect(child, name, only_first, depth + 1, out);
}

std::int64_t line_at(const std::filesystem::path& path, std::ptrdiff_t offset) {
  std::ifstream file(path, std::ios::binary);
  std::int64_t line = 1;
  char c = 0;
  for (std::ptrdiff_t i = 0; i < offset && file.get(c); ++i) line += c == '\n' ? 1 : 0;
  return line;
}

}  // namespace

XmlNode XmlNode::find(std::string_view name) const {
  std::vector<XmlNode> found;
  if (node_ != nullptr) collect(node_of(*this), name, true, 0, found);
  return found.empty() ? XmlNode() : found.front();
}

std::vector<XmlNode> XmlNode::all(std::string_view name) const {
  std::vector<XmlNode> found;
  if (node_ != nullptr) collect(node_of(*this), name, false, 0, found);
  return found;
}

std::string XmlNode::attribute(const char* name) const {
  for (const pugi::xml_attribute& attribute : node_of(*this).attributes()) {
    if (same_word(attribute.name(), name)) return attribute.value();
  }
  return {};
}

double XmlNode::number(const char* name) const {
  return detail::number(attribute(name)).value_or(0);
}

std::string XmlNode::text() const {
  return node_of(*this).text().get();
}

std::string_view XmlNode::name() const {
  return local_name(node_of(*this));
}

struct XmlFile::Document {
  pugi::xml_document xml;
};

XmlFile::XmlFile() : document_(std::make_unique<Document>()) {}
XmlFile::XmlFile(XmlFile&&) noexcept = default;
XmlFile& XmlFile::operator=(XmlFile&&) noexcept = default;
XmlFile::~XmlFile() = default;

Result<XmlFile> XmlFile::open(const std::filesystem::path& path) {
  XmlFile file;
  file.path_ = path.string();
  const auto parsed = file.document_->xml.load_file(path.c_str(), pugi::parse_default);
  if (parsed) return file;
  if (parsed.status == pugi::status_file_not_found || parsed.status == pugi::status_io_error) {
    return fail(bad_input(mes_error::kUnreadable, file.path_, "cannot read the file", "a readable file", ""));
  }
  return fail(
      syntax_error(file.path_, line_at(path, parsed.offset), "not well-formed XML", "XML", parsed.description()));
}

XmlNode XmlFile::root() const {
  return wrapped(document_->xml.document_element());
}

std::int64_t XmlFile::line_of(XmlNode node) const {
  return line_at(path_, std::max<std::ptrdiff_t>(node_of(node).offset_debug(), 0));
}

tl::unexpected<Error> XmlFile::wrong(XmlNode at, std::string_view what, std::string_view expected,
                                     std::string_view found) const {
  return fail(syntax_error(path_, line_of(at), what, expected, shown(found)));
}

Result<void> XmlFile::read_bins(XmlNode map, std::string_view row_name, std::string_view definition, XmlNode rows,
                                MapAxes axes, MapFile& file) const {
  DieMap& out = file.map;
  const std::string type_name = map.attribute("BinType"), null = map.attribute("NullBin");
  std::optional<BinType> type;
  for (const BinType known : {BinType::ascii, BinType::decimal, BinType::hexadecimal, BinType::integer2}) {
    if (same_word(type_name, name_of(known))) type = known;
  }
  if (!type) return wrong(map, "BinType is none", "ASCII, Decimal, HexaDecimal or Integer2", type_name);

  const auto null_bin = code_of(null, *type);
  const int null_code = !null.empty() && null_bin ? *null_bin : -1;
  std::vector<std::uint16_t> untested;
  for (const XmlNode bin : map.all(definition)) {
    const std::string text = bin.attribute("BinCode"), quality = bin.attribute("BinQuality");
    const auto code = code_of(text, *type);
    if (!code) return wrong(bin, "BinCode is no " + std::string(name_of(*type)), "a bin", text);
    if (same_word(quality, kUntestedQuality)) untested.push_back(*code);
    if (same_word(quality, kUntestedQuality) || code == null_code) continue;
    out.bins.push_back(
        {*code, bin.attribute("BinDescription"), quality.starts_with("Pass") || quality.starts_with("Good")});
  }

  const std::vector<XmlNode> lines = rows.all(row_name);
  const bool ascii = *type == BinType::ascii;
  std::vector<std::string_view> words;
  const auto split = [&](const std::string& text) {
    if (!ascii) return split_row(text, width_of(*type), words);
    words.clear();  // a blank may be a bin; line breaks around a row are none
    const std::size_t first = text.find_first_not_of("\r\n"), last = text.find_last_not_of("\r\n");
    for (std::size_t i = first; first != std::string::npos && i <= last; ++i)
      words.push_back(std::string_view(text).substr(i, 1));
    return true;
  };
  if (out.rows == 0) out.rows = static_cast<std::int32_t>(lines.size());
  if (out.columns == 0 && !lines.empty() && split(lines.front().text()))
    out.columns = static_cast<std::int32_t>(words.size());
  if (auto good = check_size(path_, line_of(map), out.columns, out.rows); !good) return good;
  if (lines.size() != static_cast<std::size_t>(out.rows)) {
    return wrong(map, "another number of rows than it says", std::to_string(out.rows), std::to_string(lines.size()));
  }
  MapFiller filler(out, axes);
  for (std::int32_t n = 0; n < out.rows; ++n) {
    const XmlNode line = lines[static_cast<std::size_t>(n)];
    const std::string text = line.text();
    if (!split(text) || words.size() != static_cast<std::size_t>(out.columns)) {
      return wrong(line, "a row of another length", std::to_string(out.columns) + " bins",
                   std::to_string(words.size()));
    }
    for (std::int32_t i = 0; i < out.columns; ++i) {
      const std::string_view word = words[static_cast<std::size_t>(i)];
      if (!null.empty() && word == null) continue;
      auto code = code_of(word, *type);
      if (!code) return wrong(line, "a bin is no " + std::string(name_of(*type)), "a bin", word);
      if (code == null_code) continue;
      filler.put(n, i, std::ranges::find(untested, *code) == untested.end() ? *code : kUntested);
    }
  }
  return {};
}

}  // namespace pellucid::mes::detail
