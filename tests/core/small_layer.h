/// A layer whose survey is known exactly, so that the pass and the solve can be held against drawn light.
#pragma once

#include "core/measure/chip_sums.h"
#include "core/measure/layer_sums.h"
#include "core/measure/pass_context.h"
#include "core/measure/solve.h"
#include "tests/core/synthetic_image.h"

namespace pellucid::testing_images {

/// Chips of `pitch_px` in one tile; the pixel is 2 um. Centres fall on the middle of a phase, so that tables are exact.
struct LayerDesign {
  std::int32_t columns = 8, rows = 8;
  Vec2 pitch_px{10, 8}, mesa_px{6, 5};
  double sigma_px = 0.8;
  double light_e = 2000, background_e = 2, read_noise_e = 1, odd_phase_px = 0;
  std::optional<FieldDesign> field;
  double margin_px = 16;
};

struct SmallLayer {
  static constexpr double kPixel_um = 2;

  explicit SmallLayer(const LayerDesign& d)
      : design(d),
        wafer(make_wafer(d)),
        layer(make_layer()),
        calibration(make_calibration(d)),
        survey(make_survey()),
        directory(wafer),
        context(layer, calibration, survey, directory, options) {}
  SmallLayer(const SmallLayer&) = delete;
  SmallLayer& operator=(const SmallLayer&) = delete;

  LayerDesign design;
  WaferDesign wafer;
  LayerGeometry layer;
  LayerCalibration calibration;
  Survey survey;
  ChipDirectory directory;
  MeasureOptions options;
  PassContext context;

  [[nodiscard]] std::int64_t width() const { return layer.tiles.front().width; }
  [[nodiscard]] std::int64_t height() const { return layer.tiles.front().height; }
  /// A chip's centre in the tile [px].
  [[nodiscard]] Vec2 centre(std::int32_t column, std::int32_t row) const {
    return layer.pixel_from_wafer(layer.tiles.front(), wafer.chips->unturned_um({column, row}));
  }
  [[nodiscard]] ChipBox box(std::int32_t column, std::int32_t row) const {
    const Vec2 c = centre(column, row);
    return {context.weights.place_x(c.x), context.weights.place_x(c.x + survey.odd_line_phase_px),
            context.weights.place_y(c.y)};
  }
  /// The whole layer, drawn with the profile that the survey knows.
  [[nodiscard]] ElectronImage draw(const std::vector<double>& light_e) const {
    ElectronImage image = flat_image(width(), height(), survey.background_e);
    directory.for_rows(0, directory.rows(), [&](std::int64_t k, std::int32_t c, std::int32_t r) {
      add_profile(image, survey.profile, centre(c, r), light_e[static_cast<std::size_t>(k)], survey.odd_line_phase_px);
    });
    return image;
  }
  /// The sums of every chip at its true place: the pass without its search for the place.
  [[nodiscard]] LayerSums sum(const ElectronImage& image, float light_scale = 1) const {
    LayerSums sums(directory.size());
    directory.for_rows(0, directory.rows(), [&](std::int64_t k, std::int32_t c, std::int32_t r) {
      const ChipBox b = box(c, r);
      ChipSums s;
      sum_boxes(image, context.weights, {&b, 1}, {&s, 1});
      sums.set(k, s, b.phase(image.odd_line(b.y.first)), light_scale);
      sums.state[static_cast<std::size_t>(k)] = SumState::whole;
    });
    return sums;
  }
  [[nodiscard]] LayerPhotometry measure(const ElectronImage& image) const {
    return solve_layer(context, sum(image), options);
  }

 private:
  static WaferDesign make_wafer(const LayerDesign& d) {
    WaferDesign w = rectangle_wafer(d.columns, d.rows, kPixel_um * d.pitch_px, kPixel_um * d.mesa_px);
    w.chips->field = d.field;
    return w;
  }
  LayerGeometry make_layer() const {
    const ChipGrid& grid = *wafer.chips;
    const double across = grid.column_um(grid.columns - 1) - grid.column_um(0);
    const double down = grid.row_um(grid.rows - 1) - grid.row_um(0);
    LayerGeometry l;
    l.name = "pl";
    l.pixel_um = {kPixel_um, kPixel_um};
    const double half_phase_um = kPixel_um / 64;
    const Vec2 corner{grid.column_um(0) - design.margin_px * kPixel_um - half_phase_um,
                      grid.row_um(grid.rows - 1) + design.margin_px * kPixel_um + half_phase_um};
    l.tiles.push_back({"pl.tif", corner, std::llround(across / kPixel_um + 2 * design.margin_px),
                       std::llround(down / kPixel_um + 2 * design.margin_px), true});
    l.bidirectional = design.odd_phase_px != 0;
    return l;
  }
  static LayerCalibration make_calibration(const LayerDesign& d) {
    LayerCalibration c;
    c.read_noise_e = d.read_noise_e;
    return c;
  }
  Survey make_survey() const {
    Survey s;
    s.wafer = wafer;
    s.profile = blurred_rectangle(design.mesa_px.x, design.mesa_px.y, design.sigma_px,
                                  std::floor(1.2 * design.pitch_px.x), std::floor(1.2 * design.pitch_px.y));
    s.odd_line_phase_px = design.odd_phase_px;
    s.light_e = design.light_e;
    s.background_e = design.background_e;
    s.scatter_um = 0.4;
    return s;
  }
};

}  // namespace pellucid::testing_images
