#include "results/detail/map_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "results/detail/png_writer.h"

namespace pellucid::detail {

namespace {

constexpr double kPanelLeft_px = 1070, kPanelRight_px = 1370, kPanelTop_px = 150;
constexpr double kBarTop_px = 190, kBarHeight_px = 560, kBarWidth_px = 34;
constexpr Rgb kInk{0x22, 0x26, 0x2b}, kSoftInk{0x6a, 0x70, 0x78}, kRule{0xd5, 0xd9, 0xde}, kPaper{0xff, 0xff, 0xff};
constexpr Rgb kDisc{0xf7, 0xf8, 0xf9}, kRim{0x4a, 0x50, 0x57};

double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

/// Is the outline cut by a chord: a flat of known length.
bool has_chord(const WaferDesign& wafer) {
  return wafer.mark == OrientationMark::flat && wafer.flat_length_mm;
}

/// Half the angle that the flat is seen under from the centre. Requires a chord.
double flat_half_angle(const WaferDesign& wafer) {
  return std::asin(std::clamp(*wafer.flat_length_mm / wafer.diameter_mm, 0.0, 1.0));
}

/// As many decimals as the step between ticks needs.
std::string tick_label(double value, double step) {
  if (std::abs(value) < 1e-9 * step) value = 0;
  if (step >= 1e5 || step < 1e-5) return fmt::format("{:.3g}", value);
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  return fmt::format("{:.{}f}", value, decimals);
}

/// The last decimal is a thousandth of the range: no more than can be read off the colours.
std::string short_number(double value, double range) {
  return tick_label(value, nice_step(range / 100.0, 1));
}

std::string length_label(double length_um) {
  return length_um >= 1000 ? fmt::format("{:g} mm", length_um / 1000.0) : fmt::format("{:g} µm", length_um);
}

}  // namespace

double nice_step(double range, int most) {
  if (!(range > 0) || !std::isfinite(range)) return 1;
  const double rough = range / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number < 0 ? -number : number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), "\u2009");  // a thin space keeps the thousands apart in any language
  }
  return fmt::format("{}{}", number < 0 ? "-" : "", digits);
}

MapPage::MapPage(std::string_view title, std::string_view subtitle, std::string_view footer)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, kPageWidth_px, kPageHeight_px)),
      cairo_(cairo_create(surface_.get())) {
  set(kPaper);
  cairo_paint(cairo_.get());
  text(kPlotLeft_px, 56, title, 34, kInk, true);
  text(kPlotLeft_px, 92, subtitle, 19, kSoftInk);
  text(kPanelRight_px, kPageHeight_px - 22, footer, 14, kSoftInk, false, Align::right);
}

void MapPage::set(Rgb colour, double alpha) {
  cairo_set_source_rgba(cairo_.get(), colour.r / 255.0, colour.g / 255.0, colour.b / 255.0, alpha);
}

void MapPage::box(double x, double y, double width, double height) {
  cairo_rectangle(cairo_.get(), x, y, width, height);
}

void MapPage::text(double x, double y, std::string_view words, double size_px, Rgb colour, bool bold, Align align) {
  cairo_t* const cr = cairo_.get();
  const std::string terminated(words);
  cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, size_px);
  if (align != Align::left) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, terminated.c_str(), &extents);
    x -= extents.x_advance * (align == Align::centre ? 0.5 : 1.0);
  }
  set(colour);
  cairo_move_to(cr, x, y);
  cairo_show_text(cr, terminated.c_str());
}

void MapPage::lines(double y, std::string_view words) {
  constexpr double kLine_px = 25;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\n'), words.size());
    text(kPanelLeft_px, y, words.substr(0, end), 17, kSoftInk);
    words.remove_prefix(std::min(end + 1, words.size()));
    y += kLine_px;
  }
}

/// The wafer's edge at a radius: a circle, or with a flat a circle cut by its chord.
void MapPage::outline_path(const WaferDesign& wafer, const MapFrame& frame, double radius_um) {
  cairo_t* const cr = cairo_.get();
  const Vec2 centre = frame.plot_px({0, 0});
  const double radius = radius_um * frame.px_per_um();
  // Cairo's y grows downwards: a mark at `mark_deg` counter-clockwise lies at minus that angle on the page.
  const double mark = -radians(wafer.mark_deg);
  cairo_new_path(cr);
  if (has_chord(wafer)) {
    const double half = flat_half_angle(wafer);
    cairo_arc(cr, centre.x, centre.y, radius, mark + half, mark - half + 2 * std::numbers::pi);
  } else if (wafer.mark == OrientationMark::notch) {
    // A notch is about 1 mm deep (SEMI M1): drawn larger, or it would not be seen.
    const double half = 0.022, depth = 0.03;
    cairo_arc(cr, centre.x, centre.y, radius, mark + half, mark - half + 2 * std::numbers::pi);
    cairo_line_to(cr, centre.x + radius * (1 - depth) * std::cos(mark),
                  centre.y + radius * (1 - depth) * std::sin(mark));
  } else {
    cairo_arc(cr, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  }
  cairo_close_path(cr);
}

void MapPage::draw_outline(const WaferDesign& wafer, const MapFrame& frame) {
  cairo_t* const cr = cairo_.get();
  const double radius_um = wafer.diameter_mm * 500.0;
  outline_path(wafer, frame, radius_um);
  set(kRim);
  cairo_set_line_width(cr, 2.2);
  cairo_stroke(cr);
  const Vec2 centre = frame.plot_px({0, 0});
  if (wafer.mark == OrientationMark::flat && !wafer.flat_length_mm) {
    // The flat's length is not known, so the outline is a full circle: a bar tells where the flat is.
    const double mark = -radians(wafer.mark_deg), half = 0.12, gap_px = 7;
    cairo_arc(cr, centre.x, centre.y, radius_um * frame.px_per_um() + gap_px, mark - half, mark + half);
    cairo_set_line_width(cr, 4);
    cairo_stroke(cr);
  }
  if (wafer.edge_exclusion_mm > 0) draw_exclusion(wafer, frame);
}

/// Where chips may stand: dashed, never outside the wafer, and beside a flat as far from it as from the circle.
void MapPage::draw_exclusion(const WaferDesign& wafer, const MapFrame& frame) {
  cairo_t* const cr = cairo_.get();
  const Vec2 centre = frame.plot_px({0, 0});
  const double radius = wafer.usable_radius_um() * frame.px_per_um();
  if (radius <= 0) return;
  cairo_save(cr);
  outline_path(wafer, frame, wafer.diameter_mm * 500.0);
  cairo_clip(cr);  // a notch cuts into the ring
  if (has_chord(wafer)) {
    const double rim_um = wafer.diameter_mm * 500.0;
    const double flat_um = rim_um * std::cos(flat_half_angle(wafer)) - wafer.edge_exclusion_mm * 1000.0;
    const double half = std::acos(std::clamp(flat_um / wafer.usable_radius_um(), -1.0, 1.0));
    const double mark = -radians(wafer.mark_deg);
    cairo_arc(cr, centre.x, centre.y, radius, mark + half, mark - half + 2 * std::numbers::pi);
    cairo_close_path(cr);
  } else {
    cairo_arc(cr, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  }
  const double dashes[2] = {5, 5};
  set(kRim, 0.7);
  cairo_set_line_width(cr, 1.1);
  cairo_set_dash(cr, dashes, 2, 0);
  cairo_stroke(cr);
  cairo_restore(cr);
}

/// A plain image has no wafer: a frame stands for it.
void MapPage::draw_frame() {
  box(0.5, 0.5, kPlotSize_px - 1, kPlotSize_px - 1);
  set(kRule);
  cairo_set_line_width(cairo_.get(), 1);
  cairo_stroke(cairo_.get());
}

void MapPage::draw_image(const PlotImage& image) {
  const std::unique_ptr<cairo_surface_t, Destroy> picture(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, kPlotSize_px, kPlotSize_px));
  if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) return;
  cairo_surface_flush(picture.get());
  unsigned char* const bytes = cairo_image_surface_get_data(picture.get());
  const int stride = cairo_image_surface_get_stride(picture.get());
  std::vector<std::uint32_t> line(kPlotSize_px);
  for (int y = 0; y < kPlotSize_px; ++y) {
    const std::uint32_t* const from = image.data() + static_cast<std::size_t>(y) * kPlotSize_px;
    for (int x = 0; x < kPlotSize_px; ++x)
      line[static_cast<std::size_t>(x)] = from[x] == kClear ? 0U : from[x] | 0xff000000U;
    std::memcpy(bytes + std::ptrdiff_t{y} * stride, line.data(), line.size() * sizeof(line[0]));
  }
  cairo_surface_mark_dirty(picture.get());
  cairo_set_source_surface(cairo_.get(), picture.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_.get()), CAIRO_FILTER_NEAREST);
  cairo_paint(cairo_.get());
}

void MapPage::draw_plot(const WaferDesign& wafer, const MapFrame& frame, const PlotImage& image) {
  cairo_t* const cr = cairo_.get();
  cairo_save(cr);
  cairo_translate(cr, kPlotLeft_px, kPlotTop_px);
  box(0, 0, kPlotSize_px, kPlotSize_px);
  cairo_clip(cr);
  if (frame.has_outline()) {
    outline_path(wafer, frame, wafer.diameter_mm * 500.0);
    set(kDisc);
    cairo_fill(cr);
  }
  draw_image(image);
  if (frame.has_outline()) draw_outline(wafer, frame);
  if (frame.is_zoomed()) draw_frame();
  cairo_restore(cr);
}

void MapPage::draw_scale_bar(const MapFrame& frame) {
  cairo_t* const cr = cairo_.get();
  constexpr double kLongest_px = 240, y = kPageHeight_px - 36;
  const double longest_um = kLongest_px / frame.px_per_um();
  const double power = std::pow(10.0, std::floor(std::log10(longest_um)));
  const double factor = longest_um >= 5 * power ? 5 : longest_um >= 2 * power ? 2 : 1;
  const double length_um = factor * power;
  const double length = length_um * frame.px_per_um();
  set(kInk);
  box(kPlotLeft_px, y, length, 4);
  box(kPlotLeft_px, y - 5, 2, 14);
  box(kPlotLeft_px + length - 2, y - 5, 2, 14);
  cairo_fill(cr);
  text(kPlotLeft_px + length + 14, y + 8, length_label(length_um), 19, kInk);
}

void MapPage::draw_swatch(double y, const Category& category) {
  cairo_t* const cr = cairo_.get();
  constexpr double kSwatch_px = 22;
  box(kPanelLeft_px, y, kSwatch_px, kSwatch_px);
  set(category.colour, category.chips > 0 ? 1.0 : 0.35);
  cairo_fill(cr);
  if (category.hatched) {
    cairo_save(cr);
    box(kPanelLeft_px, y, kSwatch_px, kSwatch_px);
    cairo_clip(cr);
    for (double x = -kSwatch_px; x < kSwatch_px; x += 8) {
      cairo_move_to(cr, kPanelLeft_px + x, y + kSwatch_px);
      cairo_line_to(cr, kPanelLeft_px + x + kSwatch_px, y);
    }
    set(kHatchLight);
    cairo_set_line_width(cr, 3.2);
    cairo_stroke(cr);
    cairo_restore(cr);
  }
  box(kPanelLeft_px, y, kSwatch_px, kSwatch_px);
  set(kSoftInk, 0.6);
  cairo_set_line_width(cr, 0.8);
  cairo_stroke(cr);
}

/// The first entry is what should be, then the worst one first.
void MapPage::draw_legend(const CategoryMap& map, std::string_view note) {
  constexpr double kRow_px = 38;
  std::vector<Category> ordered = map.categories;
  if (!ordered.empty()) std::reverse(ordered.begin() + 1, ordered.end());
  std::int64_t all = 0;
  for (const Category& category : ordered) all += category.chips;
  double y = kPanelTop_px;
  for (const Category& category : ordered) {
    const bool is_there = category.chips > 0;
    const Rgb ink = is_there ? kInk : Rgb{0xb0, 0xb5, 0xba};
    draw_swatch(y, category);
    text(kPanelLeft_px + 32, y + 17, category.name, 19, ink);
    text(kPanelRight_px - 72, y + 17, grouped(category.chips), 18, ink, false, Align::right);
    if (is_there) {
      const double percent = 100.0 * static_cast<double>(category.chips) / static_cast<double>(all);
      const std::string share = percent < 0.01 ? "< 0.01 %" : fmt::format("{:.2f} %", percent);
      text(kPanelRight_px, y + 17, share, 14, kSoftInk, false, Align::right);
    }
    y += kRow_px;
  }
  lines(y + 34, note);
}

void MapPage::draw_ticks(const ValueScale& scale) {
  constexpr int kMostTicks = 7;
  const double step = nice_step(scale.high - scale.low, kMostTicks);
  for (double value = std::ceil(scale.low / step - 1e-9) * step; value <= scale.high + 1e-9 * step; value += step) {
    const double y = kBarTop_px + kBarHeight_px * (1 - (value - scale.low) / (scale.high - scale.low));
    set(kInk);
    box(kPanelLeft_px + kBarWidth_px, y - 0.6, 7, 1.2);
    cairo_fill(cairo_.get());
    text(kPanelLeft_px + kBarWidth_px + 12, y + 6.5, tick_label(value, step), 18, kInk);
  }
}

void MapPage::draw_colour_bar(const ValueScale& scale, std::string_view unit, std::string_view note) {
  cairo_t* const cr = cairo_.get();
  constexpr double kHistogramLeft_px = kPanelLeft_px + 132, kHistogramWidth_px = kPanelRight_px - kHistogramLeft_px;
  text(kPanelLeft_px, kPanelTop_px + 18, unit, 19, kInk, true);
  text(kPanelRight_px, kPanelTop_px + 18, scale.of_cells ? "cells" : "chips", 16, kSoftInk, false, Align::right);
  for (int i = 0; i < 256; ++i) {
    const double height = kBarHeight_px / 256.0;
    set((*scale.colours)[static_cast<std::size_t>(i)]);
    box(kPanelLeft_px, kBarTop_px + kBarHeight_px - (i + 1) * height - 0.3, kBarWidth_px, height + 0.6);
    cairo_fill(cr);
  }
  const double most = static_cast<double>(std::max<std::int64_t>(*std::ranges::max_element(scale.histogram), 1));
  const double bin_height = kBarHeight_px / static_cast<double>(scale.histogram.size());
  for (std::size_t i = 0; i < scale.histogram.size(); ++i) {
    const double width = kHistogramWidth_px * static_cast<double>(scale.histogram[i]) / most;
    set(Rgb{0xb9, 0xc0, 0xc8});
    box(kHistogramLeft_px, kBarTop_px + kBarHeight_px - static_cast<double>(i + 1) * bin_height, width, bin_height - 1);
    cairo_fill(cr);
  }
  draw_ticks(scale);
  double y = kBarTop_px + kBarHeight_px + 44;
  const double range = scale.high - scale.low;
  const auto fact = [&](std::string_view name, const std::string& value) {
    text(kPanelLeft_px, y, name, 17, kSoftInk);
    text(kPanelRight_px, y, value, 17, kInk, false, Align::right);
    y += 28;
  };
  fact(scale.of_cells ? "median" : "median of good chips", short_number(scale.median, range));
  fact("range drawn", short_number(scale.low, range) + " to " + short_number(scale.high, range));
  fact(scale.of_cells ? "cells with a value" : "chips with a value", grouped(scale.measured));
  fact("without (hatched)", grouped(scale.without));
  lines(y + 18, note);
}

void MapPage::draw_locator(const WaferDesign& wafer, const MapFrame& frame) {
  cairo_t* const cr = cairo_.get();
  constexpr double kRadius_px = 52, kCentreX_px = kPanelRight_px - kRadius_px, kCentreY_px = 68;
  const double scale = kRadius_px / (wafer.diameter_mm * 500.0);
  cairo_arc(cr, kCentreX_px, kCentreY_px, kRadius_px, 0, 2 * std::numbers::pi);
  set(kDisc);
  cairo_fill_preserve(cr);
  set(kRim);
  cairo_set_line_width(cr, 1.2);
  cairo_stroke(cr);
  const double side = std::max(frame.view_side_um() * scale, 3.0);
  const Vec2 corner = frame.view_lower_left_um();
  box(kCentreX_px + corner.x * scale, kCentreY_px - (corner.y + frame.view_side_um()) * scale, side, side);
  set(Rgb{0xd5, 0x5e, 0x00});
  cairo_stroke(cr);
}

std::vector<std::uint8_t> MapPage::png() {
  cairo_surface_flush(surface_.get());
  const unsigned char* const bytes = cairo_image_surface_get_data(surface_.get());
  if (cairo_status(cairo_.get()) != CAIRO_STATUS_SUCCESS || bytes == nullptr) return {};
  const int stride = cairo_image_surface_get_stride(surface_.get());
  std::vector<std::uint32_t> pixels(std::size_t{kPageWidth_px} * kPageHeight_px);
  for (int y = 0; y < kPageHeight_px; ++y) {
    std::memcpy(&pixels[static_cast<std::size_t>(y) * kPageWidth_px], bytes + std::ptrdiff_t{y} * stride,
                kPageWidth_px * sizeof(std::uint32_t));
  }
  return encode_png(pixels, kPageWidth_px, kPageHeight_px);
}

}  // namespace pellucid::detail
