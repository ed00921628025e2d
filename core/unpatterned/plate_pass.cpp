#include "core/unpatterned/plate_pass.h"

#include <algorithm>
#include <cmath>

#include "core/model/median.h"
#include "core/unpatterned/smooth_background.h"

namespace pellucid {
namespace {

constexpr std::int64_t kPlate_px = 1024;
constexpr std::int64_t kLongestPlate_px = 4096;
constexpr std::int64_t kNoiseNode_px = 128;
constexpr double kLeastReach_px = 200, kMostReach_px = 768;

/// Even parts of a block of about a megapixel each.
std::vector<PixelRect> plates_of(const PixelRect& block) {
  const std::int64_t down = std::max<std::int64_t>(1, (block.height + kPlate_px / 2) / kPlate_px);
  const std::int64_t height = (block.height + down - 1) / down;
  const std::int64_t wide = std::clamp(kPlate_px * kPlate_px / height, kPlate_px, kLongestPlate_px);
  const std::int64_t across = std::max<std::int64_t>(1, (block.width + wide / 2) / wide);
  std::vector<PixelRect> plates;
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < across; ++i) {
      const std::int64_t x = block.width * i / across, y = block.height * j / down;
      plates.push_back({x, y, block.width * (i + 1) / across - x, block.height * (j + 1) / down - y});
    }
  }
  return plates;
}

PixelRect shared(const PixelRect& a, const PixelRect& b) {
  const std::int64_t x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  return {x, y, std::max<std::int64_t>(0, std::min(a.x + a.width, b.x + b.width) - x),
          std::max<std::int64_t>(0, std::min(a.y + a.height, b.y + b.height) - y)};
}

/// Pixel columns [first, last) of a tile whose centres lie in a range of x.
struct Columns {
  std::int64_t first = 0, last = 0;
};
Columns columns_of(const LayerGeometry& layer, const TilePlacement& tile, Vec2 range_um) {
  const auto to_px = [&](double x) {
    return static_cast<std::int64_t>(std::ceil((x - tile.position_um.x) / layer.pixel_um.x - 0.5));
  };
  return {to_px(range_um.x), to_px(range_um.y)};
}

/// 1 / throughput about a place of the tile, hot pixels outvoted.
double scale_near(const LayerCalibration& calibration, const PixelRect& plate, Vec2 place, std::int64_t first_line) {
  std::vector<double> scales;
  for (int k = 0; k < 9; ++k) {
    const auto x = std::clamp<std::int64_t>(static_cast<std::int64_t>(place.x) + 5 * (k % 3 - 1), 0, plate.width - 1);
    const auto y = std::clamp<std::int64_t>(static_cast<std::int64_t>(place.y) + 5 * (k / 3 - 1), 0, plate.height - 1);
    scales.push_back(light_scale(calibration, plate.x + x, plate.y + y, first_line + y));
  }
  return median_of(std::move(scales));
}

}  // namespace

bool PlatePass::concerns(const PlateContext& context, const EncodedBlock& block) {
  const PixelRect own = shared(block.rect, context.own[static_cast<std::size_t>(block.tile)]);
  if (own.width <= 0 || own.height <= 0) return false;
  const TilePlacement& tile = context.layer.tiles[static_cast<std::size_t>(block.tile)];
  for (std::int64_t y = own.y; y < own.y + own.height; ++y) {
    const double y_um = context.layer.wafer_from_pixel(tile, {0, static_cast<double>(y) + 0.5}).y;
    const auto spans = context.request.outline.spans(y_um, context.request.margin_um);
    for (int i = 0; i < spans.count; ++i) {
      const Columns c = columns_of(context.layer, tile, spans.range[static_cast<std::size_t>(i)]);
      if (std::max(c.first, own.x) < std::min(c.last, own.x + own.width)) return true;
    }
  }
  return false;
}

Result<std::vector<PlateResult>> PlatePass::run(const PlateContext& context, const CalibratedBlock& block) {
  std::vector<PlateResult> results;
  for (const PixelRect& part : plates_of(block.rect())) {
    const PixelRect in_tile{block.rect().x + part.x, block.rect().y + part.y, part.width, part.height};
    if (!lay_mask(context, in_tile, block.tile())) continue;
    if (auto read = block.read(part, image_); !read) return fail(read.error());
    const auto w = static_cast<std::size_t>(part.width);
    for (std::int64_t y = 0; y < part.height; ++y) std::copy_n(image_.row(y), w, &plate_.light_e[plate_.at(0, y)]);
    std::int64_t saturated = 0;
    for (const PixelXY p : image_.saturated) saturated += plate_.use[plate_.at(p.x, p.y)] == PixelUse::own ? 1 : 0;
    for (const auto* odd : {&image_.masked, &image_.saturated}) {
      for (const PixelXY p : *odd) {
        plate_.use[plate_.at(p.x, p.y)] = PixelUse::none;
        plate_.light_e[plate_.at(p.x, p.y)] = 0;
      }
    }
    results.push_back(look(context));
    results.back().saturated = saturated;
  }
  return results;
}

bool PlatePass::lay_mask(const PlateContext& context, const PixelRect& in_tile, std::int32_t tile_index) {
  const LayerGeometry& layer = context.layer;
  const TilePlacement& tile = layer.tiles[static_cast<std::size_t>(tile_index)];
  plate_.width = in_tile.width;
  plate_.height = in_tile.height;
  plate_.pixel_um = layer.pixel_um;
  plate_.corner_um = layer.wafer_from_pixel(tile, {static_cast<double>(in_tile.x), static_cast<double>(in_tile.y)});
  plate_.light_e.resize(static_cast<std::size_t>(in_tile.width * in_tile.height));
  plate_.use.assign(plate_.light_e.size(), PixelUse::none);
  const PixelRect own = shared(in_tile, context.own[static_cast<std::size_t>(tile_index)]);
  bool any = false;
  for (std::int64_t y = in_tile.y; y < in_tile.y + in_tile.height; ++y) {
    const double y_um = layer.wafer_from_pixel(tile, {0, static_cast<double>(y) + 0.5}).y;
    const auto spans = context.request.outline.spans(y_um, context.request.margin_um);
    PixelUse* row = plate_.use.data() + (y - in_tile.y) * in_tile.width;
    const bool own_row = y >= own.y && y < own.y + own.height;
    for (int i = 0; i < spans.count; ++i) {
      const Columns c = columns_of(layer, tile, spans.range[static_cast<std::size_t>(i)]);
      const auto fill = [&](std::int64_t first, std::int64_t last, PixelUse use) {
        first = std::max(first, in_tile.x) - in_tile.x;
        last = std::min(last, in_tile.x + in_tile.width) - in_tile.x;
        if (first < last) std::fill(row + first, row + last, use);
        return first < last;
      };
      fill(c.first, c.last, PixelUse::context);
      if (own_row) any |= fill(std::max(c.first, own.x), std::min(c.last, own.x + own.width), PixelUse::own);
    }
  }
  return any;
}

PlateResult PlatePass::look(const PlateContext& context) {
  PlateResult result;
  const LayerCalibration& calibration = context.calibration;
  NodeSurface noise(plate_.width, plate_.height, kNoiseNode_px);
  std::vector<double> scales;
  for (std::size_t node = 0; node < noise.size(); ++node) {
    scales.push_back(scale_near(calibration, image_.rect, noise.place(node), image_.first_line));
  }
  const double scale = median_of(scales), read = calibration.read_noise_e;
  result.cells = sum_cells(plate_, context.request.grid, scale, read);
  if (!context.request.find_defects) return result;

  const double half = 0.5 * context.options.background_um;
  const auto reach = [half](double pixel) { return std::clamp(half / pixel, kLeastReach_px, kMostReach_px); };
  const auto background = smooth_background(plate_, {reach(plate_.pixel_um.x), reach(plate_.pixel_um.y)});
  if (!background) return result;
  for (std::size_t node = 0; node < noise.size(); ++node) {
    const Vec2 at = noise.place(node);
    const double level = std::max(0.0, double{background->at(at.x, at.y)}), s = scales[node];
    noise[node] = static_cast<float>(std::sqrt(s * level + s * s * read * read + 1e-12));
  }
  const double middle_x = 0.5 * static_cast<double>(plate_.width), middle_y = 0.5 * static_cast<double>(plate_.height);
  const double level = std::max(1e-9, double{background->at(middle_x, middle_y)}), sigma = noise.at(middle_x, middle_y);
  const double skew = scale * scale * level / (sigma * sigma * sigma);
  search_.run(plate_, *background, noise, skew, context.limits);
  result.found =
      collect_patches(plate_, search_.difference_e(), search_.strength(), search_.level(), *background, noise);
  result.texture = search_.texture();
  result.noise_contrast = 0.375 * sigma / level;
  result.searched = true;
  return result;
}

}  // namespace pellucid
