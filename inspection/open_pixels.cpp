#include "inspection/open_pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "acquisition/folder_block_source.h"
#include "inspection/layer_input.h"
#include "inspection/result_scan.h"
#include "recipe/recipe.h"
#include "results/chips_h5.h"
#include "results/summary.h"

namespace pellucid {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Error usage(std::string_view code, std::string_view what, std::string_view expected, const std::string& found) {
  return {ErrorKind::usage, std::string(code), "", std::string(what), std::string(expected), found};
}

std::string text_of(const WaferRect& r) {
  return fmt::format("x {:g} to {:g} um, y {:g} to {:g} um", r.low.x, r.high.x, r.low.y, r.high.y);
}

/// Tiles where registration found them, not where the stage reported them.
std::vector<TilePlacement> placed_tiles(const LayerGeometry& layer, const LayerRegistration* found) {
  std::vector<TilePlacement> tiles = layer.tiles;
  if (found == nullptr || found->tile_correction_um.size() != tiles.size()) return tiles;
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    const Vec2 moved = found->tile_correction_um[t];
    if (std::isfinite(moved.x) && std::isfinite(moved.y)) tiles[t].position_um = tiles[t].position_um + moved;
  }
  return tiles;
}

/// One layer, opened when it is first asked for.
struct LayerPixels {
  std::size_t index = 0;  ///< in the scan
  const LayerGeometry* geometry = nullptr;
  std::vector<TilePlacement> tiles;
  std::int64_t odd_shift = 0;  ///< pixels by which odd lines lie to +x
  std::mutex opening;
  std::unique_ptr<RegionReader> regions;
  std::optional<LayerCalibration> calibration;
};

/// Pixels of a tile that fall into the patch: patch (x, y) shows tile (x + dx, y + dy).
struct TileView {
  std::size_t tile = 0;
  std::int64_t dx = 0, dy = 0;
  std::int64_t shared = 0;  ///< pixels of the patch that it holds
};

/// Reads one rectangle tile by tile into a patch.
class PatchFiller {
 public:
  PatchFiller(const LayerPixels& layer, const LayerCalibration* calibration, PixelPatch& patch)
      : layer_(layer), calibration_(calibration), patch_(patch) {}

  [[nodiscard]] TileView view_of(std::size_t tile) const {
    const Vec2 centre = layer_.geometry->pixel_from_wafer(layer_.tiles[tile], patch_.place_um(0, 0));
    TileView view{tile, static_cast<std::int64_t>(std::floor(centre.x)),
                  static_cast<std::int64_t>(std::floor(centre.y)), 0};
    const PixelRect rect = rect_of(view, 0);
    view.shared = rect.width > 0 && rect.height > 0 ? rect.width * rect.height : 0;
    return view;
  }

  /// Pixels that an earlier tile gave stay.
  Result<void> fill(const TileView& view) {
    const PixelRect rect = rect_of(view, std::abs(layer_.odd_shift));
    RawPixels raw;
    if (auto read = layer_.regions->read(static_cast<std::int32_t>(view.tile), rect, raw); !read)
      return fail(read.error());
    std::vector<float> row(static_cast<std::size_t>(rect.width));
    const std::int64_t first_line = layer_.geometry->first_line(layer_.geometry->tiles[view.tile]);
    for (std::int64_t y = rect.y; y < rect.y + rect.height; ++y) {
      raw.copy_row(y - rect.y, row.data());
      const std::int64_t shift = ((first_line + y) & 1) != 0 ? layer_.odd_shift : 0;
      const std::int64_t begin = std::max<std::int64_t>(0, rect.x - view.dx - shift);
      const std::int64_t end = std::min(patch_.width, rect.x + rect.width - view.dx - shift);
      float* out = patch_.values.data() + (y - view.dy) * patch_.width;
      for (std::int64_t x = begin; x < end; ++x) {
        const std::int64_t tile_x = x + view.dx + shift;
        if (taken(x, y - view.dy)) continue;
        out[x] = value(row[static_cast<std::size_t>(tile_x - rect.x)], tile_x, y, first_line + y);
      }
    }
    return {};
  }

 private:
  /// Of the tile's pixels; `margin` more to the left and right where the tile has them.
  [[nodiscard]] PixelRect rect_of(const TileView& view, std::int64_t margin) const {
    const TilePlacement& tile = layer_.tiles[view.tile];
    const std::int64_t x0 = std::clamp<std::int64_t>(view.dx - margin, 0, tile.width);
    const std::int64_t x1 = std::clamp<std::int64_t>(view.dx + patch_.width + margin, 0, tile.width);
    const std::int64_t y0 = std::clamp<std::int64_t>(view.dy, 0, tile.height);
    const std::int64_t y1 = std::clamp<std::int64_t>(view.dy + patch_.height, 0, tile.height);
    return {x0, y0, x1 - x0, y1 - y0};
  }

  bool taken(std::int64_t x, std::int64_t y) {
    if (taken_.empty()) taken_.assign(static_cast<std::size_t>(patch_.width * patch_.height), false);
    const auto at = static_cast<std::size_t>(y * patch_.width + x);
    if (taken_[at]) return true;
    taken_[at] = true;
    ++patch_.covered;
    return false;
  }

  float value(float dn, std::int64_t x, std::int64_t y, std::int64_t line) {
    if (static_cast<double>(dn) >= layer_.geometry->detector.saturation_dn) ++patch_.saturated;
    if (calibration_ == nullptr) return dn;
    const LayerCalibration& c = *calibration_;
    if (!c.has_frame()) return (dn - c.constant_dark_dn) * c.constant_scale_e_per_dn * c.line(line);
    const auto at = static_cast<std::size_t>(c.frame_row(y) * c.width + x);
    return c.frame.usable(at) ? (dn - c.frame.dark_dn(at)) * c.frame.scale_e_per_dn(at) * c.line(line) : kNaN;
  }

  const LayerPixels& layer_;
  const LayerCalibration* calibration_;
  PixelPatch& patch_;
  std::vector<bool> taken_;
};

/// The tile on whose grid a patch lies: the one that holds its middle deepest, else any that it touches.
std::optional<std::size_t> middle_tile(const LayerPixels& layer, const WaferRect& rect) {
  const Vec2 middle = 0.5 * (rect.low + rect.high);
  std::optional<std::size_t> best;
  double deepest = -std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    const TilePlacement& tile = layer.tiles[t];
    if (!tile.present) continue;
    const Vec2 p = layer.geometry->pixel_from_wafer(tile, middle);
    const double inside =
        std::min({p.x, p.y, static_cast<double>(tile.width) - p.x, static_cast<double>(tile.height) - p.y});
    if (inside <= deepest) continue;
    deepest = inside;
    best = t;
  }
  return best;
}

}  // namespace

struct ResultPixels::Open {
  Scan scan;
  double line_power_exponent = 1;
  std::vector<std::string> names;
  std::map<std::string, LayerPixels> layers;

  [[nodiscard]] Result<LayerPixels*> layer(const std::string& name, PixelKind kind) {
    const auto found = layers.find(name.empty() ? names.front() : name);
    if (found == layers.end()) {
      std::string known;
      for (const std::string& n : names) known += (known.empty() ? "" : ", ") + n;
      return fail(usage("inspection.layer", "the scan has no such layer", known, name));
    }
    LayerPixels& layer = found->second;
    const std::scoped_lock lock(layer.opening);
    if (!layer.regions) {
      auto regions = open_regions(scan, layer.index);
      if (!regions) return fail(regions.error());
      layer.regions = std::move(*regions);
    }
    if (kind == PixelKind::corrected && !layer.calibration) {
      auto calibration = load_calibration(scan, layer.index, line_power_exponent);
      if (!calibration) return fail(calibration.error());
      layer.calibration = std::move(*calibration);
    }
    return &layer;
  }
};

ResultPixels::ResultPixels(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ResultPixels::ResultPixels(ResultPixels&&) noexcept = default;
ResultPixels& ResultPixels::operator=(ResultPixels&&) noexcept = default;
ResultPixels::~ResultPixels() = default;

Result<ResultPixels> ResultPixels::open(const std::filesystem::path& result, const std::filesystem::path& scan) {
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  // A wafer without chips has no lattice that its tiles could be set right by: they lie where the stage reported them.
  const auto registrations =
      summary->surface ? Result<std::vector<LayerRegistration>>() : read_registrations(result / "chips.h5");
  if (!registrations) return fail(registrations.error());
  auto opened = open_result_scan(scan.empty() ? std::filesystem::path(summary->input.scan_path) : scan,
                                 summary->input.manifest_sha256, "the pixels of this result lie in its scan",
                                 "the scan folder of this result: --scan FOLDER where it has moved");
  if (!opened) return fail(opened.error());
  auto open = std::make_unique<Open>();
  open->scan = std::move(*opened);
  std::error_code problem;
  if (std::filesystem::exists(result / "recipe.json", problem)) {
    const auto recipe = read_recipe(result / "recipe.json");
    if (!recipe) return fail(recipe.error());
    open->line_power_exponent = recipe->measure.line_power_exponent;
  }
  for (std::size_t i = 0; i < open->scan.layers.size(); ++i) {
    const LayerGeometry& geometry = open->scan.layers[i].geometry;
    const auto found = std::ranges::find(*registrations, geometry.name, &LayerRegistration::layer);
    const LayerRegistration* registration = found == registrations->end() ? nullptr : &*found;
    LayerPixels& layer = open->layers[geometry.name];
    layer.index = i;
    layer.geometry = &geometry;
    layer.tiles = placed_tiles(geometry, registration);
    if (registration != nullptr && std::isfinite(registration->odd_line_phase_px))
      layer.odd_shift = std::lround(registration->odd_line_phase_px);
    const bool first = geometry.name == summary->first_layer;
    open->names.insert(first ? open->names.begin() : open->names.end(), geometry.name);
  }
  return ResultPixels(std::move(open));
}

const std::vector<std::string>& ResultPixels::layers() const {
  return open_->names;
}

Vec2 ResultPixels::pixel_um(const std::string& layer) const {
  const auto found = open_->layers.find(layer.empty() ? open_->names.front() : layer);
  return found == open_->layers.end() ? Vec2{} : found->second.geometry->pixel_um;
}

Result<PixelPatch> ResultPixels::read(const std::string& name, const WaferRect& rect, PixelKind kind) const {
  const bool finite = std::isfinite(rect.low.x) && std::isfinite(rect.low.y) && std::isfinite(rect.high.x) &&
                      std::isfinite(rect.high.y);
  if (!finite || !(rect.low.x <= rect.high.x) || !(rect.low.y <= rect.high.y))
    return fail(usage("inspection.rect", "no rectangle", "finite corners, the low ones first", text_of(rect)));
  const auto opened = open_->layer(name, kind);
  if (!opened) return fail(opened.error());
  const LayerPixels& layer = **opened;
  const LayerGeometry& geometry = *layer.geometry;
  const auto middle = middle_tile(layer, rect);
  if (!middle) return fail(usage("inspection.rect", "the layer has no tile", "a tile", geometry.name));

  // Pixels of the middle tile's grid, which goes on beyond the tile.
  const TilePlacement& tile = layer.tiles[*middle];
  const Vec2 corner = geometry.pixel_from_wafer(tile, {rect.low.x, rect.high.y});
  const Vec2 end = geometry.pixel_from_wafer(tile, {rect.high.x, rect.low.y});
  if ((end.x - corner.x + 1) * (end.y - corner.y + 1) > static_cast<double>(kMostPatchPixels)) {
    return fail(usage(
        "inspection.rect", "too large a rectangle",
        fmt::format("at most {} pixels of {:g} x {:g} um", kMostPatchPixels, geometry.pixel_um.x, geometry.pixel_um.y),
        text_of(rect)));
  }
  const auto span = [](double low, double high) {
    auto first = static_cast<std::int64_t>(std::ceil(low - 0.5));
    const auto last = static_cast<std::int64_t>(std::floor(high - 0.5));
    if (last < first) first = static_cast<std::int64_t>(std::floor(0.5 * (low + high)));  // between two centres
    return std::pair(first, std::max<std::int64_t>(1, last - first + 1));
  };
  const auto [x, width] = span(corner.x, end.x);
  const auto [y, height] = span(corner.y, end.y);
  PixelPatch patch;
  patch.layer = geometry.name;
  patch.kind = kind;
  patch.units = kind == PixelKind::raw ? "DN" : "e";
  patch.width = width;
  patch.height = height;
  patch.pixel_um = geometry.pixel_um;
  patch.corner_um = geometry.wafer_from_pixel(tile, {static_cast<double>(x), static_cast<double>(y)});
  patch.values.assign(static_cast<std::size_t>(width * height), kNaN);

  PatchFiller filler(layer, kind == PixelKind::corrected ? &*layer.calibration : nullptr, patch);
  std::vector<TileView> views;
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    if (!layer.tiles[t].present) continue;
    const TileView view = filler.view_of(t);
    if (view.shared > 0) views.insert(t == *middle ? views.begin() : views.end(), view);
  }
  if (views.empty())
    return fail(usage("inspection.rect", "no tile of the layer lies there", "a place on the scan", text_of(rect)));
  for (const TileView& view : views) {
    if (patch.covered == width * height) break;
    if (auto filled = filler.fill(view); !filled) return fail(filled.error());
  }
  return patch;
}

Result<PixelPatch> ResultPixels::around(const std::string& layer, Vec2 place_um, double radius_um,
                                        PixelKind kind) const {
  const Vec2 radius{radius_um, radius_um};
  return read(layer, {place_um - radius, place_um + radius}, kind);
}

}  // namespace pellucid
