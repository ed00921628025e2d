// A patch of pixels as a file: a picture for the eye, numbers for programs.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <system_error>

#include "acquisition/scan_writer.h"
#include "inspection/open_pixels.h"
#include "inspection/whole_file.h"
#include "results/gray_png.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

std::string csv_of(const PixelPatch& patch) {
  std::string text = fmt::format("x_um,y_um,{}\n", patch.units == "e" ? "value_e" : "value_dn");
  for (std::int64_t y = 0; y < patch.height; ++y) {
    for (std::int64_t x = 0; x < patch.width; ++x) {
      const Vec2 at = patch.place_um(x, y);
      fmt::format_to(std::back_inserter(text), "{:.3f},{:.3f},", at.x, at.y);
      if (std::isfinite(patch.at(x, y))) fmt::format_to(std::back_inserter(text), "{:g}", patch.at(x, y));
      text += '\n';
    }
  }
  return text;
}

/// libtiff writes by a name of its own: beside the file, then renamed.
Result<void> write_tiff(const PixelPatch& patch, const fs::path& file) {
  fs::path temporary = file;
  temporary += fmt::format(".tmp{}", getpid());
  const auto written = write_gray_tiff(temporary, {patch.values.data(), patch.width, patch.height, SampleType::f32});
  std::error_code problem;
  if (written) fs::rename(temporary, file, problem);
  if (written && !problem) return {};
  const std::string why = written ? problem.message() : written.error().what;
  fs::remove(temporary, problem);
  return fail(internal_error("inspection.write", file.string(), "cannot be written: " + why));
}

}  // namespace

std::vector<std::uint8_t> grey_levels(const PixelPatch& patch, float low, float high) {
  if (!(low < high)) {
    std::vector<float> all;
    std::ranges::copy_if(patch.values, std::back_inserter(all), [](float v) { return std::isfinite(v); });
    if (all.empty()) return std::vector<std::uint8_t>(patch.values.size(), 0);
    const auto at = [&all](double share) {
      const auto nth = all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
      std::ranges::nth_element(all, nth);
      return *nth;
    };
    low = at(0.005);
    high = at(0.998);
    if (!(low < high)) high = low + 1;
  }
  std::vector<std::uint8_t> grey;
  grey.reserve(patch.values.size());
  for (const float v : patch.values) {
    const float share = std::isfinite(v) ? std::clamp((v - low) / (high - low), 0.0F, 1.0F) : 0;
    grey.push_back(static_cast<std::uint8_t>(std::lround(255 * share)));
  }
  return grey;
}

Result<void> write_patch(const PixelPatch& patch, const fs::path& file, bool overwrite) {
  std::error_code problem;
  if (!overwrite && fs::exists(file, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.exists", file.string(), "exists already",
                      "a new file, or --overwrite", "a file"});
  }
  const std::string kind = file.extension().string();
  if (kind == ".csv") return write_whole_file(file, csv_of(patch), overwrite);
  if (kind == ".tif" || kind == ".tiff") return write_tiff(patch, file);
  if (kind == ".png") {
    const auto width = static_cast<int>(patch.width), height = static_cast<int>(patch.height);
    return write_whole_file(file, encode_gray_png(grey_levels(patch), width, height), overwrite);
  }
  return fail(Error{ErrorKind::usage, "inspection.format", file.string(), "the name does not say what it is to be",
                    ".png, .tif or .csv", kind});
}

}  // namespace pellucid
