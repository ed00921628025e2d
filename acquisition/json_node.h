/// A JSON value that knows its path ("layers[0].detector.bits") and notes every fault instead of stopping at the first.
/// Private to the room. Not thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"

namespace pellucid {

/// What a number may be; `unit` is for the message only.
struct NumberRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_included = true;
  std::string_view unit = {};
  [[nodiscard]] bool holds(double value) const;
  /// "a number above 0 and at most 300 mm"
  [[nodiscard]] std::string text() const;
};

enum class Need : bool { optional, required };

class JsonNode {
 public:
  /// `file` is named in every fault; `faults` and `value` must outlive the node.
  JsonNode(const nlohmann::json& value, std::string json_path, const std::string& file, std::vector<Error>& faults)
      : value_(&value), json_path_(std::move(json_path)), file_(&file), faults_(&faults) {}

  /// Members by key. nullopt where absent, null (optional keys) or faulty; a fault has then been noted.
  [[nodiscard]] std::optional<JsonNode> object(std::string_view key, Need need) const;
  [[nodiscard]] std::vector<JsonNode> objects(std::string_view key, Need need, std::size_t min_count) const;
  [[nodiscard]] std::optional<double> number(std::string_view key, const NumberRange& range, Need need) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high,
                                                    Need need) const;
  [[nodiscard]] std::optional<Vec2> pair(std::string_view key, const NumberRange& range, Need need) const;
  /// [first, last): two integers with first < last.
  [[nodiscard]] std::optional<std::pair<std::int32_t, std::int32_t>> index_range(std::string_view key) const;
  /// Not empty; an empty optional text counts as absent.
  [[nodiscard]] std::optional<std::string> text(std::string_view key, Need need) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  /// Index of the text in `choices`.
  [[nodiscard]] std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string_view>& choices,
                                                  Need need) const;

  [[nodiscard]] std::string path_of(std::string_view key) const;
  void fault(std::string_view key, std::string_view what, std::string_view expected, std::string_view found) const;

 private:
  [[nodiscard]] const nlohmann::json* member(std::string_view key, Need need, std::string_view expected) const;
  [[nodiscard]] std::optional<double> checked_number(const nlohmann::json& value, std::string_view key,
                                                     const NumberRange& range) const;

  const nlohmann::json* value_;
  std::string json_path_;
  const std::string* file_;
  std::vector<Error>* faults_;
};

}  // namespace pellucid
