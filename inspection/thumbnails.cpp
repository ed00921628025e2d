#include "inspection/thumbnails.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "acquisition/folder_block_source.h"
#include "inspection/result_scan.h"
#include "inspection/whole_file.h"
#include "mes/defect_report.h"
#include "results/gray_png.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

/// A square of pixels as numbers, whatever the file's samples are.
struct Patch {
  std::vector<float> pixels;
  int width = 0, height = 0;
};

class PatchReader {
 public:
  PatchReader(const RegionReader& regions, const ThumbnailRequest& request)
      : regions_(regions), side_(request.side_px), tiles_(regions.geometry().tiles) {
    const auto found = std::ranges::find(request.registrations, request.layer, &LayerRegistration::layer);
    if (found == request.registrations.end() || found->tile_correction_um.size() != tiles_.size()) return;
    for (std::size_t t = 0; t < tiles_.size(); ++t) {
      const Vec2 moved = found->tile_correction_um[t];
      if (std::isfinite(moved.x) && std::isfinite(moved.y)) tiles_[t].position_um = tiles_[t].position_um + moved;
    }
  }

  /// Nothing where no present tile holds the place.
  Result<std::optional<Patch>> read(Vec2 place_um) {
    const LayerGeometry& layer = regions_.geometry();
    std::size_t best = tiles_.size();
    double deepest = 0;
    for (std::size_t t = 0; t < tiles_.size(); ++t) {
      if (!tiles_[t].present) continue;
      const Vec2 p = layer.pixel_from_wafer(tiles_[t], place_um);
      const double inside =
          std::min({p.x, p.y, static_cast<double>(tiles_[t].width) - p.x, static_cast<double>(tiles_[t].height) - p.y});
      if (!(inside > deepest)) continue;  // also where the place is not known
      deepest = inside;
      best = t;
    }
    if (best == tiles_.size()) return std::optional<Patch>();
    const TilePlacement& tile = tiles_[best];
    const Vec2 centre = layer.pixel_from_wafer(tile, place_um);
    // A square that would stand over the tile's edge is moved back into it.
    const auto first = [&](double middle, std::int64_t size, std::int64_t side) {
      return std::clamp<std::int64_t>(std::llround(middle - 0.5 * static_cast<double>(side)), 0, size - side);
    };
    PixelRect rect{0, 0, std::min<std::int64_t>(side_, tile.width), std::min<std::int64_t>(side_, tile.height)};
    rect.x = first(centre.x, tile.width, rect.width);
    rect.y = first(centre.y, tile.height, rect.height);
    if (auto good = regions_.read(static_cast<std::int32_t>(best), rect, raw_); !good) return fail(good.error());
    return numbers(rect);
  }

 private:
  std::optional<Patch> numbers(const PixelRect& rect) const {
    Patch patch;
    patch.width = static_cast<int>(rect.width);
    patch.height = static_cast<int>(rect.height);
    patch.pixels.resize(static_cast<std::size_t>(rect.width * rect.height));
    for (std::int64_t y = 0; y < rect.height; ++y) raw_.copy_row(y, patch.pixels.data() + y * rect.width);
    return patch;
  }

  const RegionReader& regions_;
  int side_;
  std::vector<TilePlacement> tiles_;
  RawPixels raw_;
};

/// One grey scale for all: what nearly every pixel of some patches lies between.
struct GreyScale {
  float low = 0, high = 1;

  [[nodiscard]] std::vector<std::uint8_t> grey(const Patch& patch) const {
    std::vector<std::uint8_t> out;
    out.reserve(patch.pixels.size());
    for (const float value : patch.pixels) {
      const float share = (value - low) / (high - low);
      out.push_back(std::isfinite(share) ? static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0F, 1.0F)))
                                         : 0);
    }
    return out;
  }
};

/// Is a folder ours to replace.
bool holds_pictures_only(const fs::path& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) return false;
  return std::ranges::all_of(fs::directory_iterator(folder, problem), [](const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return name.starts_with('D') && name.ends_with(".png");
  });
}

Vec2 place_of(const ChipTable& table, std::size_t row) {
  return {table.x_um[row], table.y_um[row]};
}

Result<GreyScale> scale_of(PatchReader& patches, const ChipTable& table, const std::vector<std::size_t>& rows) {
  constexpr std::size_t kPatches = 64;
  std::vector<float> all;
  for (std::size_t k = 0; k < std::min(kPatches, rows.size()); ++k) {
    const auto patch = patches.read(place_of(table, rows[k * rows.size() / std::min(kPatches, rows.size())]));
    if (!patch) return fail(patch.error());
    if (*patch) all.insert(all.end(), (*patch)->pixels.begin(), (*patch)->pixels.end());
  }
  std::erase_if(all, [](float v) { return !std::isfinite(v); });
  if (all.empty()) return GreyScale{};
  const auto at = [&](double share) {
    const auto nth = all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
    std::ranges::nth_element(all, nth);
    return *nth;
  };
  GreyScale scale{at(0.005), at(0.998)};
  if (!(scale.high > scale.low)) scale.high = scale.low + 1;
  return scale;
}

}  // namespace

Thumbnails::Thumbnails(const fs::path& beside) : folder_(beside) {
  folder_.replace_extension(".images");
  temporary_ = folder_;
  temporary_.replace_filename(fmt::format(".{}.tmp{}", folder_.filename().string(), getpid()));
}

Thumbnails::Thumbnails(Thumbnails&& other) noexcept
    : folder_(std::move(other.folder_)),
      temporary_(std::exchange(other.temporary_, {})),
      rows_(std::move(other.rows_)) {}

Thumbnails::~Thumbnails() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Result<Thumbnails> Thumbnails::make(const ThumbnailRequest& request, const ChipTable& table,
                                    const std::vector<std::size_t>& rows, const std::stop_token& stop) {
  Thumbnails made(request.beside);
  std::error_code problem;
  if (fs::exists(made.folder_, problem) && !(request.overwrite && holds_pictures_only(made.folder_))) {
    return fail(Error{ErrorKind::usage, "inspection.exists", made.folder_.string(), "exists already",
                      "no folder of that name, or one of pictures and --overwrite", "a folder"});
  }
  const auto scan =
      open_result_scan(request.scan, request.manifest_sha256, "pictures of defects need the scan's pixels",
                       "the scan folder of this result: --scan FOLDER, or --no-thumbnails");
  if (!scan) return fail(scan.error());
  const auto layer =
      std::ranges::find(scan->layers, request.layer, [](const LayerFiles& l) { return l.geometry.name; });
  if (layer == scan->layers.end()) {
    return fail(
        bad_input("inspection.no_scan", request.scan.string(), "the scan lacks the layer", request.layer, "none"));
  }
  const auto regions = open_regions(*scan, static_cast<std::size_t>(layer - scan->layers.begin()));
  if (!regions) return fail(regions.error());
  PatchReader patches(**regions, request);
  const auto scale = scale_of(patches, table, rows);
  if (!scale) return fail(scale.error());

  fs::create_directories(made.temporary_, problem);
  for (const std::size_t row : rows) {
    if (stop.stop_requested()) return fail(cancelled());
    const auto patch = patches.read(place_of(table, row));
    if (!patch) return fail(patch.error());
    if (!*patch) continue;
    const std::string png = encode_gray_png(scale->grey(**patch), (*patch)->width, (*patch)->height);
    const auto path = made.temporary_ / mes::DefectReport::picture_name(row);
    if (auto written = write_whole_file(path, png, true); !written) return fail(written.error());
    made.rows_.push_back(row);
  }
  return made;
}

Result<void> Thumbnails::publish() {
  std::error_code problem;
  fs::remove_all(folder_, problem);
  fs::rename(temporary_, folder_, problem);
  if (problem)
    return fail(internal_error("inspection.write", folder_.string(), "cannot be written: " + problem.message()));
  temporary_.clear();
  return {};
}

void Thumbnails::withdraw() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace pellucid
