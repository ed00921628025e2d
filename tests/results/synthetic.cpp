#include "tests/results/synthetic.h"

#include <limits>
#include <numbers>

namespace pellucid::testing {

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

WaferDesign design_of(const SyntheticOptions& o) {
  WaferDesign wafer;
  wafer.id = "W03";
  wafer.lot = "LOT7";
  wafer.slot = 3;
  wafer.diameter_mm = o.diameter_mm;
  wafer.edge_exclusion_mm = o.image ? 0 : 2;
  wafer.mark = o.image ? OrientationMark::none : o.mark;
  ChipGrid grid;
  grid.pitch_um = o.pitch_um;
  grid.size_um = 0.6 * o.pitch_um;
  grid.columns = o.image ? o.columns : static_cast<std::int32_t>(o.diameter_mm * 1000 / o.pitch_um.x);
  grid.rows = o.image ? o.rows : static_cast<std::int32_t>(o.diameter_mm * 1000 / o.pitch_um.y);
  grid.origin_um = {-0.5 * (grid.columns - 1) * o.pitch_um.x, -0.5 * (grid.rows - 1) * o.pitch_um.y};
  grid.rotation_deg = o.rotation_deg;
  grid.anchor = o.image ? GridAnchor::image : GridAnchor::outline;
  if (!o.image)
    grid.excluded.push_back({grid.columns / 2 - 6, grid.columns / 2 + 6, grid.rows / 2 - 6, grid.rows / 2 + 6});
  wafer.chips = grid;
  return wafer;
}

class Maker {
 public:
  explicit Maker(const SyntheticOptions& options) : o_(options), random_(options.seed) {}

  ResultData make() {
    data_.wafer = design_of(o_);
    data_.scan_id = "LOT7-W03-20261122T081500Z";
    data_.acquired_at = "2026-11-22T08:15:00Z";
    data_.tool_id = "PL-01";
    data_.recipe_name = "uled-20x40";
    data_.recipe_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    data_.input = {"/scans/LOT7/W03", 205'000'000, 100'000'000,
                   "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"};
    data_.table.layers.resize(o_.second_layer ? 2 : 1);
    data_.table.layers[0].layer = "pl";
    if (o_.second_layer) data_.table.layers[1].layer = "pl-high";
    if (o_.el) data_.table.el.emplace();
    add_chips();
    add_layers();
    if (o_.el) add_el_report();
    data_.limits = {{"min_yield", 0.98, yield_of(count_classes(data_.table)), true}};
    data_.timing = {{"survey", 0.41}, {"photometry", 1.72}, {"judge", 0.35}, {"correlate", 0.22}};
    data_.peak_memory_bytes = 214'000'000;
    data_.warnings = {"without a reflectance layer, missing and dark chips cannot be told apart: they are called dark"};
    return std::move(data_);
  }

 private:
  double gauss() { return normal_(random_); }

  void add_chips() {
    const ChipGrid& grid = *data_.wafer.chips;
    for (std::int32_t row = 0; row < grid.rows; ++row) {
      for (std::int32_t column = 0; column < grid.columns; ++column) {
        if (o_.image || data_.wafer.has_chip({column, row})) add_chip({column, row}, grid.centre_um({column, row}));
      }
    }
  }

  ChipClass class_at(Vec2 at_um, double radius) {
    const double scratch = at_um.y - 0.4 * at_um.x - 4000 - 600 * std::sin(at_um.x / 3000);
    if (!o_.image && std::abs(scratch) < 45 && at_um.x > -12000 && at_um.x < 9000) return ChipClass::mechanical;
    if (!o_.image && at_um.x > 14000 && at_um.x < 17000 && at_um.y < -6000 && at_um.y > -9000)
      return ChipClass::unmeasured;
    const double share = o_.defects * (1 + 6 * std::pow(radius, 12));
    if (uniform_(random_) >= share) return ChipClass::good;
    constexpr ChipClass kDefects[] = {ChipClass::dark, ChipClass::dark,   ChipClass::dim,     ChipClass::dim,
                                      ChipClass::dim,  ChipClass::bright, ChipClass::partial, ChipClass::retest};
    return kDefects[random_() % std::size(kDefects)];
  }

  void add_chip(ChipIndex chip, Vec2 at_um) {
    ChipTable& t = data_.table;
    const double radius = std::hypot(at_um.x, at_um.y) / (o_.diameter_mm * 500);
    const ChipClass c = class_at(at_um, radius);
    const double trend = 6000 * (1 - 0.25 * radius * radius + 0.06 * at_um.x / (o_.diameter_mm * 500));
    double relative = 1 + 0.03 * gauss();
    if (c == ChipClass::dark) relative = 0.002 * gauss();
    if (c == ChipClass::dim) relative = 0.5 + 0.1 * uniform_(random_);
    if (c == ChipClass::bright) relative = 1.45;
    if (c == ChipClass::partial || c == ChipClass::mechanical) relative = 0.6;
    const double signal = trend * relative, sigma = std::sqrt(std::max(signal, 0.0) + 900);
    const bool measured = c != ChipClass::unmeasured;
    const auto value = [measured](double v) { return measured ? static_cast<float>(v) : kNan; };
    t.column.push_back(chip.column);
    t.row.push_back(chip.row);
    t.x_um.push_back(static_cast<float>(at_um.x));
    t.y_um.push_back(static_cast<float>(at_um.y));
    t.chip_class.push_back(c);
    t.flags.push_back(measured ? chip_flag::bit(c) : chip_flag::kPartialCoverage);
    LayerColumns& l = t.layers[0];
    l.intensity_e.push_back(value(signal + sigma * gauss()));
    l.intensity_sigma_e.push_back(value(sigma));
    l.relative_intensity.push_back(value(relative + sigma / trend * gauss()));
    l.peak_e.push_back(value(signal / 12));
    l.nonuniformity.push_back(value(std::abs((c == ChipClass::partial ? 0.5 : 0.08) + 0.01 * gauss())));
    l.centroid_dx_um.push_back(value(0.2 * gauss() + (c == ChipClass::partial ? 2 : 0)));
    l.centroid_dy_um.push_back(value(0.2 * gauss()));
    l.background_e.push_back(value(4 + 2 * radius + 0.1 * gauss()));
    if (t.el) add_el_row(c, signal, measured && uniform_(random_) < 0.98);
  }

  void add_el_row(ChipClass c, double signal, bool has_row) {
    ElColumns& el = *data_.table.el;
    const bool flipped = uniform_(random_) < 0.0004;
    const bool good = (c == ChipClass::good || c == ChipClass::bright || c == ChipClass::retest) != flipped;
    el.intensity.push_back(has_row ? static_cast<float>(0.01 * signal * (1 + 0.02 * gauss())) : kNan);
    el.vf_v.push_back(has_row ? static_cast<float>(2.9 + 0.02 * gauss()) : kNan);
    el.ir_ua.push_back(has_row ? static_cast<float>(0.01 * std::exp(0.5 * gauss())) : kNan);
    el.pass.push_back(has_row ? static_cast<std::uint8_t>(good) : std::uint8_t{255});
  }

  void add_layers() {
    if (o_.second_layer) {
      const LayerColumns& first = data_.table.layers[0];
      LayerColumns& second = data_.table.layers[1];
      second.intensity_e = first.intensity_e;
      for (float& v : second.intensity_e) v *= 8.5F;
      second.relative_intensity = first.relative_intensity;
    }
    for (const LayerColumns& columns : data_.table.layers) {
      LayerGeometry layer;
      layer.name = columns.layer;
      layer.method = ScanMethod::camera;
      layer.excitation = Excitation{405, 10, columns.layer == "pl" ? 1.0 : 0.0};
      layer.pixel_um = {2.5, 2.5};
      layer.tiles = {{layer.name + "/x000_y000.tif", {-25000, 25000}, 4096, 4096, true},
                     {layer.name + "/x001_y000.tif", {-15000, 25000}, 4096, 4096, false}};
      data_.layers.push_back(layer);
      LayerRegistration r;
      r.layer = layer.name;
      const double turn = (o_.rotation_deg + 0.12) * std::numbers::pi / 180;
      r.wafer_from_design = {std::cos(turn), -std::sin(turn), std::sin(turn), std::cos(turn), {12.5, -8.25}};
      r.pitch_um = 1.00002 * o_.pitch_um;
      r.angle_deg = o_.rotation_deg + 0.12;
      r.offset_um = {12.5, -8.25};
      r.residual_rms_um = 0.031;
      r.confidence = 0.999999;
      r.confidence_basis = o_.image ? "image" : "outline";
      r.odd_line_phase_px = 0.37;
      r.profile_fwhm_um = {13.2, 13.4};
      r.tile_correction_um = {{0.4, -1.2}, {kNan, kNan}};
      data_.registrations.push_back(r);
    }
  }

  void add_el_report() {
    ElReport el;
    const ChipTable& t = data_.table;
    for (std::size_t i = 0; i < kAllClasses.size(); ++i) el.by_class[i].chip_class = kAllClasses[i];
    for (std::size_t i = 0; i < t.size(); ++i) {
      const std::uint8_t pass = t.el->pass[i];
      if (pass > 1) continue;
      const ChipClass c = t.chip_class[i];
      ElClassCounts& counts = el.by_class[c == ChipClass::unmeasured ? 11 : static_cast<std::size_t>(c)];
      ++(pass == 1 ? counts.el_pass : counts.el_fail);
      if (c == ChipClass::retest) {
        ++el.retest;
        continue;
      }
      const bool pl_pass = c == ChipClass::good || c == ChipClass::bright;
      ++(pl_pass ? (pass ? el.true_negative : el.false_negative) : (pass ? el.false_positive : el.true_positive));
      if (pl_pass != (pass == 1)) el.disagreements.push_back(static_cast<std::int64_t>(i));
    }
    const auto matched =
        static_cast<double>(el.true_negative + el.true_positive + el.false_negative + el.false_positive);
    el.scores = {
        {"matched", matched, {}},
        {"unmatched_pl", 1203, {}},
        {"unmatched_el", 0, {}},
        {"accuracy", (static_cast<double>(el.true_negative + el.true_positive)) / matched, {{0.99931, 0.99942}}},
        {"no_skill_accuracy", 0.9921, {}},
        {"underkill_ppm", 1e6 * static_cast<double>(el.false_negative) / matched, {{301.2, 402.9}}},
        {"overkill_ppm", 1e6 * static_cast<double>(el.false_positive) / matched, {{1.2, 8.7}}},
        {"mcc", std::numeric_limits<double>::quiet_NaN(), {}},
        {"pearson_r", 0.981, {{0.9805, 0.9814}}}};
    el.match.ours_from_el = {{{0, -1}, {1, 0}}};
    el.match.shift = {831, -4};
    el.match.agreement = 0.94;
    el.match.margin = 812.5;
    el.match.el_rows_on_chips = static_cast<std::int64_t>(matched);
    el.warnings = {"the tester's table has no wavelength"};
    data_.el = el;
  }

  SyntheticOptions o_;
  std::mt19937 random_;
  std::normal_distribution<double> normal_{0, 1};
  std::uniform_real_distribution<double> uniform_{0, 1};
  ResultData data_;
};

}  // namespace

ResultData synthetic_result(const SyntheticOptions& options) {
  return Maker(options).make();
}

}  // namespace pellucid::testing
