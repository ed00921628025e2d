#include "core/measure/sample_windows.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <optional>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr int kPitchesAWindow = 24;
constexpr std::int64_t kPixelBudget = 16'000'000;
constexpr int kMaxCameraTiles = 90;
constexpr int kRimWindows = 48;

struct WindowSize {
  std::int64_t width = 0, height = 0;
};

WindowSize window_size(const LayerGeometry& layer, const ChipGrid& grid) {
  const double turn = std::abs(std::sin(grid.rotation_deg * std::numbers::pi / 180));
  // A lattice turned far from the pixel axes needs the larger pitch on both.
  const bool turned = turn > 0.3;
  const double pitch_x = turned ? std::max(grid.pitch_um.x, grid.pitch_um.y) : grid.pitch_um.x;
  const double pitch_y = turned ? std::max(grid.pitch_um.x, grid.pitch_um.y) : grid.pitch_um.y;
  const auto size = [](double pitch_px) {
    return std::clamp<std::int64_t>(std::llround(kPitchesAWindow * pitch_px), 128, 2048);
  };
  return {size(pitch_x / layer.pixel_um.x), size(pitch_y / layer.pixel_um.y)};
}

/// The window of the wanted size around a wafer position, moved and clipped into the present tile that holds the
/// position.
std::optional<WindowPlace> place_at(const LayerGeometry& layer, Vec2 wafer_um, WindowSize size, bool rim) {
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    const TilePlacement& tile = layer.tiles[t];
    if (!tile.present) continue;
    const Vec2 p = layer.pixel_from_wafer(tile, wafer_um);
    if (p.x < 0 || p.y < 0 || p.x >= static_cast<double>(tile.width) || p.y >= static_cast<double>(tile.height))
      continue;
    PixelRect rect{0, 0, std::min(size.width, tile.width), std::min(size.height, tile.height)};
    rect.x = std::clamp<std::int64_t>(std::llround(p.x) - rect.width / 2, 0, tile.width - rect.width);
    rect.y = std::clamp<std::int64_t>(std::llround(p.y) - rect.height / 2, 0, tile.height - rect.height);
    return WindowPlace{static_cast<std::int32_t>(t), rect, rim};
  }
  return std::nullopt;
}

Vec2 tile_centre_um(const LayerGeometry& layer, const TilePlacement& tile) {
  return layer.wafer_from_pixel(tile, {0.5 * static_cast<double>(tile.width), 0.5 * static_cast<double>(tile.height)});
}

struct Reach {
  Vec2 low{1e300, 1e300}, high{-1e300, -1e300};
};

Reach covered_um(const LayerGeometry& layer) {
  Reach reach;
  for (const TilePlacement& tile : layer.tiles) {
    const Vec2 far = layer.wafer_from_pixel(tile, {static_cast<double>(tile.width), static_cast<double>(tile.height)});
    reach.low = {std::min(reach.low.x, tile.position_um.x), std::min(reach.low.y, far.y)};
    reach.high = {std::max(reach.high.x, far.x), std::max(reach.high.y, tile.position_um.y)};
  }
  return reach;
}

void add_spread(const LayerGeometry& layer, const WaferDesign& wafer, WindowSize size, std::vector<WindowPlace>& out) {
  const bool image = wafer.chips->anchor == GridAnchor::image;
  const Reach reach = covered_um(layer);
  const double radius = wafer.usable_radius_um();
  const auto inside = [&](Vec2 p) { return image || std::hypot(p.x, p.y) < 0.97 * radius; };
  if (layer.method == ScanMethod::camera && layer.tiles.size() > 4) {
    std::vector<Vec2> centres;
    for (const TilePlacement& tile : layer.tiles) {
      if (tile.present && inside(tile_centre_um(layer, tile))) centres.push_back(tile_centre_um(layer, tile));
    }
    const double step = std::max(1.0, static_cast<double>(centres.size()) / kMaxCameraTiles);
    for (double i = 0; i < static_cast<double>(centres.size()); i += step) {
      if (const auto place = place_at(layer, centres[static_cast<std::size_t>(i)], size, false)) out.push_back(*place);
    }
    return;
  }
  const auto add = [&](Vec2 p) {
    const auto place = place_at(layer, p, size, false);
    if (!place || !inside(p)) return;
    const auto same = [&](const WindowPlace& w) { return w.tile == place->tile && w.rect == place->rect; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(*place);
  };
  // A ladder of short steps from the centre: phases are unwrapped outwards along it.
  const Vec2 middle = 0.5 * (reach.low + reach.high);
  const Vec2 half = 0.5 * (reach.high - reach.low);
  for (const double f : {0.0, 0.04, -0.04, 0.1, -0.1}) {
    add(middle + Vec2{f * half.x, 0});
    add(middle + Vec2{0, f * half.y});
  }
  const auto budget = static_cast<int>(kPixelBudget / (size.width * size.height));
  const int across = std::clamp(static_cast<int>(std::sqrt(budget * 1.27)), 3, 13);
  for (int j = 0; j < across; ++j) {
    for (int i = 0; i < across; ++i) {
      add({reach.low.x + (i + 0.5) / across * 2 * half.x, reach.low.y + (j + 0.5) / across * 2 * half.y});
    }
  }
}

void add_rim(const LayerGeometry& layer, const WaferDesign& wafer, WindowSize size, std::vector<WindowPlace>& out) {
  const double radius = wafer.usable_radius_um();
  for (int i = 0; i < kRimWindows; ++i) {
    const double a = 2 * std::numbers::pi * (i + 0.25) / kRimWindows;
    const double inset = 0.15 * std::min(static_cast<double>(size.width) * layer.pixel_um.x,
                                         static_cast<double>(size.height) * layer.pixel_um.y);
    const Vec2 p{(radius - inset) * std::cos(a), (radius - inset) * std::sin(a)};
    if (const auto place = place_at(layer, p, size, true)) out.push_back(*place);
  }
}

/// Two opposite corners of excluded areas, and the corners of the grid itself.
std::vector<ChipIndex> corner_chips(const ChipGrid& grid) {
  std::vector<ChipIndex> corners{{0, 0}, {grid.columns - 1, 0}, {0, grid.rows - 1}, {grid.columns - 1, grid.rows - 1}};
  for (std::size_t i = 0; i < std::min<std::size_t>(8, grid.excluded.size()); ++i) {
    corners.push_back({grid.excluded[i].column_begin, grid.excluded[i].row_begin});
    corners.push_back({grid.excluded[i].column_end, grid.excluded[i].row_end});
  }
  return corners;
}

}  // namespace

std::vector<WindowPlace> corner_windows(const LayerGeometry& layer, const WaferDesign& wafer,
                                        const Affine2& wafer_from_design) {
  std::vector<WindowPlace> places;
  if (wafer.chips->anchor != GridAnchor::outline) return places;
  for (const ChipIndex corner : corner_chips(*wafer.chips)) {
    const Vec2 p = wafer_from_design(wafer.chips->unturned_um(corner));
    if (std::hypot(p.x, p.y) > wafer.usable_radius_um()) continue;
    if (const auto place = place_at(layer, p, window_size(layer, *wafer.chips), true)) places.push_back(*place);
  }
  return places;
}

std::vector<WindowPlace> choose_windows(const LayerGeometry& layer, const WaferDesign& wafer) {
  std::vector<WindowPlace> places;
  const WindowSize size = window_size(layer, *wafer.chips);
  add_spread(layer, wafer, size, places);
  if (wafer.chips->anchor == GridAnchor::outline) add_rim(layer, wafer, size, places);
  const std::vector<WindowPlace> corners = corner_windows(layer, wafer, Affine2::rotation(wafer.chips->rotation_deg));
  places.insert(places.end(), corners.begin(), corners.end());
  return places;
}

Result<std::vector<SampleWindow>> read_windows(const RegionReader& reader, const LayerCalibration& calibration,
                                               const std::vector<WindowPlace>& places, std::stop_token stop) {
  const LayerGeometry& layer = reader.geometry();
  std::vector<SampleWindow> windows(places.size());
  std::mutex mutex;
  std::optional<Error> first_error;
  parallel_ranges(static_cast<std::int64_t>(places.size()), 1, [&](std::int64_t i, std::int64_t) {
    if (stop.stop_requested()) return;
    const WindowPlace& place = places[static_cast<std::size_t>(i)];
    SampleWindow& window = windows[static_cast<std::size_t>(i)];
    RawPixels raw;
    if (auto read = reader.read(place.tile, place.rect, raw); !read) {
      const std::lock_guard lock(mutex);
      first_error = read.error();
      return;
    }
    calibrate(raw, layer, calibration, window.image);
    const TilePlacement& tile = layer.tiles[static_cast<std::size_t>(place.tile)];
    const auto x = static_cast<double>(place.rect.x);
    const auto y = static_cast<double>(place.rect.y);
    window.wafer_from_pixel = {layer.pixel_um.x, 0, 0, -layer.pixel_um.y, layer.wafer_from_pixel(tile, {x, y})};
    window.centre_um = window.wafer_from_pixel(
        {0.5 * static_cast<double>(place.rect.width), 0.5 * static_cast<double>(place.rect.height)});
    window.rim = place.rim;
  });
  if (stop.stop_requested()) return fail(cancelled());
  if (first_error) return fail(*first_error);
  return windows;
}

}  // namespace pellucid
