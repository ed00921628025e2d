#include "gui/map/tile_renderer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "results/map_colours.h"

namespace pellucid::gui {
namespace {

constexpr int kMargin_px = 2;  // dots of chips just outside reach into the tile

/// Chips that one pixel column (or row) of the tile shows: [begin, end), and whether its middle lies on a mesa.
struct Span {
  std::int32_t begin = 0, end = 0;
  bool on_mesa = true;
};

/// Below this pitch on the screen mesas and streets melt into one.
constexpr double kMesaPitch_px = 4.0;

/// `low_um(i)`, `high_um(i)`: the ends of pixel i.
template <class Ends, class Nearest, class Centre>
std::vector<Span> axis_spans(int count, const Ends& ends, const Nearest& nearest, const Centre& centre, double size_um,
                             bool mesas) {
  std::vector<Span> spans(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto [low, high] = ends(i);
    Span& span = spans[static_cast<std::size_t>(i)];
    if (mesas) {
      const double middle = (low + high) / 2;
      span.begin = nearest(middle);
      span.end = span.begin + 1;
      const double off = middle - centre(span.begin);
      span.on_mesa = off >= -size_um / 2 && off < size_um / 2;
    } else {
      span.begin = nearest(low);
      span.end = std::max(nearest(high), span.begin) + 1;
      // A chip belongs to the pixel that holds its centre, and to its neighbours only where no other centre is there.
      if (span.end - span.begin > 1 && centre(span.begin) < low) ++span.begin;
      if (span.end - span.begin > 1 && centre(span.end - 1) >= high) --span.end;
    }
  }
  return spans;
}

/// The reduced values of one tile with a margin, row by row.
template <class Reduce, class ValueOf>
std::vector<typename Reduce::Value> reduced(const GridIndex& grid, const Pyramid<Reduce>& pyramid,
                                            const std::vector<Span>& across, const std::vector<Span>& down,
                                            double chips_per_px, const ValueOf& value_of) {
  const auto* level = pyramid.level_for(chips_per_px);
  std::vector<typename Reduce::Value> values(across.size() * down.size(), Reduce::kNothing);
  std::vector<Reduce> line(across.size());
  for (std::size_t y = 0; y < down.size(); ++y) {
    std::fill(line.begin(), line.end(), Reduce{});
    const std::int32_t row_begin = std::max(down[y].begin, grid.row_begin());
    const std::int32_t row_end = std::min(down[y].end, grid.row_end());
    if (row_begin >= row_end) continue;
    if (level != nullptr) {
      const int s = level->shift;
      for (std::int32_t v = (row_begin - grid.row_begin()) >> s; v <= (row_end - 1 - grid.row_begin()) >> s; ++v) {
        for (std::size_t x = 0; x < across.size(); ++x) {
          const std::int32_t begin = std::max(across[x].begin, grid.column_begin());
          const std::int32_t end = std::min(across[x].end, grid.column_end());
          if (begin >= end) continue;
          for (std::int32_t u = (begin - grid.column_begin()) >> s; u <= (end - 1 - grid.column_begin()) >> s; ++u)
            line[x].add(level->at(u, v));
        }
      }
    } else {
      for (std::int32_t row = row_begin; row < row_end; ++row) {
        for (const ChipRun& run : grid.runs_of(row)) {
          for (std::size_t x = 0; x < across.size(); ++x) {
            const std::int32_t begin = std::max(across[x].begin, run.begin);
            const std::int32_t end = std::min(across[x].end, run.end);
            for (std::int32_t c = begin; c < end; ++c)
              line[x].add(value_of(run.start + static_cast<std::size_t>(c - run.begin)));
          }
        }
      }
    }
    for (std::size_t x = 0; x < line.size(); ++x) values[y * line.size() + x] = line[x].value();
  }
  return values;
}

/// How far the pixels of each rank are grown: the rarer what shows in a pixel, the more.
std::array<int, 14> dot_radii(const MapPicture& picture, double chips_per_px, double pitch_px) {
  std::array<int, 14> radii{};
  if (pitch_px >= kMesaPitch_px + 1) return radii;
  for (std::size_t rank = 2; rank < radii.size(); ++rank) {
    if (class_of_rank(static_cast<std::uint8_t>(std::min<std::size_t>(rank, 12))) == ChipClass::unmeasured) continue;
    const double share = std::min(1.0, picture.share_at_least()[rank] * std::max(chips_per_px, 1.0));
    if (share <= 0.03) radii[rank] = share <= 0.0002 && pitch_px < 1.5 ? 2 : 1;
  }
  return radii;
}

std::vector<std::uint8_t> with_dots(const std::vector<std::uint8_t>& ranks, int width, int height,
                                    const std::array<int, 14>& radii) {
  std::vector<std::uint8_t> grown = ranks;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint8_t rank = ranks[static_cast<std::size_t>(y * width + x)];
      const int r = radii[rank];
      if (r == 0) continue;
      for (int v = std::max(y - r, 0); v <= std::min(y + r, height - 1); ++v) {
        for (int u = std::max(x - r, 0); u <= std::min(x + r, width - 1); ++u) {
          std::uint8_t& target = grown[static_cast<std::size_t>(v * width + u)];
          target = std::max(target, rank);
        }
      }
    }
  }
  return grown;
}

Argb mixed(Argb a, Argb b, unsigned share_of_b_256) {
  Argb out = 0xff000000;
  for (const unsigned shift : {0U, 8U, 16U}) {
    const unsigned c = ((a >> shift & 0xff) * (256 - share_of_b_256) + (b >> shift & 0xff) * share_of_b_256) >> 8;
    out |= c << shift;
  }
  return out;
}

/// One tile on its way: the spans of its pixels and what they reduce to.
class TilePainter {
 public:
  TilePainter(const MapPicture& picture, const PickedChips* picked, const TileStyle& style, const TileArea& area)
      : picture_(picture),
        picked_(picked),
        style_(style),
        area_(area),
        width_(area.width_px + 2 * kMargin_px),
        height_(area.height_px + 2 * kMargin_px) {
    const ChipGrid& chips = picture.wafer().chips();
    chips_x_ = area.um_per_px / chips.pitch_um.x;
    chips_y_ = area.um_per_px / chips.pitch_um.y;
    mesas_ = 1 / std::max(chips_x_, chips_y_) >= kMesaPitch_px;
    const double upp = area.um_per_px;
    across_ = axis_spans(
        width_,
        [&](int i) {
          const double low = area.top_left_um.x + (i - kMargin_px) * upp;
          return std::pair{low, low + upp};
        },
        [&](double um) { return chips.nearest_column(um); }, [&](std::int32_t c) { return chips.column_um(c); },
        chips.size_um.x, mesas_);
    down_ = axis_spans(
        height_,
        [&](int i) {
          const double high = area.top_left_um.y - (i - kMargin_px) * upp;
          return std::pair{high - upp, high};
        },
        [&](double um) { return chips.nearest_row(um); }, [&](std::int32_t r) { return chips.row_um(r); },
        chips.size_um.y, mesas_);
  }

  QImage paint() const {
    QImage image(area_.width_px, area_.height_px, QImage::Format_RGB32);
    const std::vector<Argb> colours = picture_.shows_classes() ? class_colours() : value_colours_of_tile();
    const std::vector<std::uint8_t> lit = picked_ != nullptr ? picked_pixels() : std::vector<std::uint8_t>{};
    for (int y = 0; y < area_.height_px; ++y) {
      auto* line = reinterpret_cast<Argb*>(image.scanLine(y));
      for (int x = 0; x < area_.width_px; ++x) {
        const auto at = static_cast<std::size_t>((y + kMargin_px) * width_ + x + kMargin_px);
        Argb colour = colours[at];
        if (!lit.empty() && lit[at] == 0 && colour != style_.background) colour = mixed(colour, style_.background, 200);
        line[x] = colour;
      }
    }
    return image;
  }

 private:
  [[nodiscard]] bool on_street(std::size_t at) const {
    return mesas_ && !(across_[at % static_cast<std::size_t>(width_)].on_mesa &&
                       down_[at / static_cast<std::size_t>(width_)].on_mesa);
  }

  [[nodiscard]] std::vector<Argb> class_colours() const {
    const auto& classes = picture_.classes();
    std::vector<std::uint8_t> ranks =
        reduced<WorstRank>(picture_.wafer().grid(), *picture_.worst(), across_, down_, std::min(chips_x_, chips_y_),
                           [&](std::size_t k) { return rank_of(classes[k]); });
    for (std::uint8_t& r : ranks) {
      if ((style_.hidden_ranks >> r & 1) != 0) r = 1;
    }
    const double pitch_px = 1 / std::max(chips_x_, chips_y_);
    if (!mesas_) ranks = with_dots(ranks, width_, height_, dot_radii(picture_, chips_x_ * chips_y_, pitch_px));
    std::vector<Argb> colours(ranks.size());
    for (std::size_t at = 0; at < ranks.size(); ++at)
      colours[at] = ranks[at] == 0 ? style_.background : on_street(at) ? style_.street : colour(ranks[at], at);
    return colours;
  }

  [[nodiscard]] Argb colour(std::uint8_t rank, std::size_t at) const {
    return class_of_rank(rank) == ChipClass::unmeasured ? hatched(at) : colour_of_rank(rank);
  }

  /// No value here: the hatch lies still on the wafer, whatever the tile.
  [[nodiscard]] Argb hatched(std::size_t at) const {
    const auto x = static_cast<int>(at % static_cast<std::size_t>(width_)) - kMargin_px;
    const auto y = static_cast<int>(at / static_cast<std::size_t>(width_)) - kMargin_px;
    return 0xff000000 | packed(hatch(x & 255, y & 255));
  }

  [[nodiscard]] std::vector<Argb> value_colours_of_tile() const {
    static const std::vector<float> kNone;  // squares alone are looked at
    const std::vector<float>& column = picture_.values() ? *picture_.values() : kNone;
    const std::vector<float> values = reduced<MeanValue>(
        picture_.wafer().grid(), *picture_.mean(), across_, down_, std::min(chips_x_, chips_y_),
        [&](std::size_t k) { return std::isfinite(column[k]) ? column[k] : MeanValue::kUnmeasured; });
    const auto& scale = value_colours(picture_.centre().has_value());
    const float steps = 255.0F / (style_.range.high - style_.range.low);
    std::vector<Argb> colours(values.size());
    for (std::size_t at = 0; at < values.size(); ++at) {
      const float v = values[at];
      if (std::isnan(v)) {
        colours[at] = style_.background;
      } else if (on_street(at)) {
        colours[at] = style_.street;
      } else if (v == MeanValue::kUnmeasured) {
        colours[at] = hatched(at);
      } else {
        colours[at] = scale[static_cast<std::size_t>(std::clamp((v - style_.range.low) * steps, 0.0F, 255.0F))];
      }
    }
    return colours;
  }

  [[nodiscard]] std::vector<std::uint8_t> picked_pixels() const {
    const ChipSet& chips = *picked_->chips;
    std::vector<std::uint8_t> lit =
        reduced<WorstRank>(picture_.wafer().grid(), picked_->any, across_, down_, std::min(chips_x_, chips_y_),
                           [&](std::size_t k) { return std::uint8_t{chips.contains(k)}; });
    if (mesas_) return lit;
    std::array<int, 14> radii{};
    radii[1] = 1;
    return with_dots(lit, width_, height_, radii);
  }

  const MapPicture& picture_;
  const PickedChips* picked_;
  const TileStyle& style_;
  const TileArea& area_;
  int width_, height_;
  double chips_x_ = 1, chips_y_ = 1;  ///< a pixel
  bool mesas_ = false;
  std::vector<Span> across_, down_;
};

}  // namespace

Argb colour_of_rank(std::uint8_t rank) {
  return 0xff000000 | packed(colour_of(class_of_rank(rank)));
}

const std::array<Argb, 256>& value_colours(bool diverging) {
  const auto packed_scale = [](const ColourScale& scale) {
    std::array<Argb, 256> colours{};
    std::ranges::transform(scale, colours.begin(), [](Rgb c) { return 0xff000000 | packed(c); });
    return colours;
  };
  static const std::array<Argb, 256> kRising = packed_scale(viridis()), kDiverging = packed_scale(cool_warm());
  return diverging ? kDiverging : kRising;
}

QImage render_tile(const MapPicture& picture, const PickedChips* picked, const TileStyle& style, const TileArea& area) {
  return TilePainter(picture, picked, style, area).paint();
}

}  // namespace pellucid::gui
