#include "inspection/mosaic.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace pellucid {
namespace {

constexpr std::string_view kHeader = "file,x_um,y_um";

std::optional<double> number(std::string_view field) {
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (problem != std::errc() || end != field.data() + field.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// The last two commas divide: a file's name may hold one.
std::optional<ImportImage> parse_row(std::string_view line, const std::filesystem::path& folder) {
  const std::size_t second = line.rfind(',');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const std::size_t first = line.rfind(',', second - 1);
  if (first == std::string_view::npos || first == 0) return std::nullopt;
  const auto x_um = number(line.substr(first + 1, second - first - 1));
  const auto y_um = number(line.substr(second + 1));
  if (!x_um || !y_um) return std::nullopt;
  return ImportImage{folder / std::filesystem::path(line.substr(0, first)), Vec2{*x_um, *y_um}};
}

}  // namespace

Result<std::vector<ImportImage>> read_mosaic(const std::filesystem::path& list) {
  std::ifstream stream(list);
  if (!stream) return fail(bad_input("inspection.mosaic", list.string(), "cannot be read", "a list of images", ""));
  std::vector<ImportImage> images;
  std::string line;
  for (int number_of_line = 1; std::getline(stream, line); ++number_of_line) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (number_of_line == 1) {
      if (line != kHeader)
        return fail(bad_input("inspection.mosaic", list.string(), "wrong header row", kHeader, line));
      continue;
    }
    if (line.empty()) continue;
    auto image = parse_row(line, list.parent_path());
    if (!image) {
      return fail(bad_input("inspection.mosaic", list.string() + ":" + std::to_string(number_of_line),
                            "not a row of the list", "a file and two numbers", line));
    }
    images.push_back(std::move(*image));
  }
  if (images.empty()) return fail(bad_input("inspection.mosaic", list.string(), "no image", "a row an image", "none"));
  return images;
}

}  // namespace pellucid
