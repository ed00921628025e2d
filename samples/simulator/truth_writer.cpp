#include "samples/simulator/truth_writer.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <optional>

#include "samples/simulator/el_table.h"
#include "samples/simulator/h5.h"
#include "samples/simulator/reflectance.h"

namespace pellucid::sim {
namespace {

constexpr std::int32_t kRowsAtOnce = 32;
constexpr const char* kKindCodes =
    "0 none, 1 missing, 2 dark, 3 dim, 4 bright, 6 leaky, 16 partial_left, 17 partial_right, 18 partial_bottom, "
    "19 partial_top, 20 partial_spot (the named part is dark)";

/// The columns of some rows of chips.
struct Rows {
  std::vector<std::int32_t> column, row;
  std::vector<double> x_um, y_um, r_sh_ohm, leak_power;
  std::vector<std::uint8_t> defect, kind;
  std::vector<std::vector<double>> intensity_e, healthy_e;  ///< [layer][chip]
  std::string el;
};

Rows make_rows(const SimulationOptions& o, const ChipModel& model, const Recombination& recombination,
               const TrueElMatch& match, const Reflectance* reflectance, std::int32_t row) {
  Rows out;
  out.intensity_e.resize(o.layers.size());
  out.healthy_e.resize(o.layers.size());
  for (std::int32_t column = 0; column < model.lattice().columns(); ++column) {
    if (!model.lattice().exists({column, row})) continue;
    const ChipState chip = model.state({column, row});
    const Vec2 at = chip.stage_um + o.layers.front().shift_um;
    out.column.push_back(column);
    out.row.push_back(row);
    out.x_um.push_back(at.x);
    out.y_um.push_back(at.y);
    out.r_sh_ohm.push_back(chip.r_sh_ohm);
    double leak = 0;
    if (!std::isinf(chip.r_sh_ohm)) {
      const double n = recombination.carriers_per_cm3(
          o.excitation.power_density_w_cm2 * std::pow(10.0, -o.layers[0].optical_density), chip.a_per_s, chip.r_sh_ohm);
      leak = recombination.leak_power_w_cm2(n, chip.r_sh_ohm);
    }
    out.leak_power.push_back(leak);
    const ChipClass ideal = model.ideal_class(chip);
    const bool mechanical = reflectance && ideal != ChipClass::missing && reflectance->is_marked(chip);
    out.defect.push_back(static_cast<std::uint8_t>(mechanical ? ChipClass::mechanical : ideal));
    out.kind.push_back(static_cast<std::uint8_t>(chip.kind));
    for (std::size_t layer = 0; layer < o.layers.size(); ++layer) {
      out.intensity_e[layer].push_back(model.light_e(chip, layer));
      out.healthy_e[layer].push_back(model.healthy_e(chip, layer));
    }
    if (o.el.write) append_el_row(o, model, match, chip, out.el);
  }
  return out;
}

/// The file and its growing columns.
class TruthFile {
 public:
  TruthFile(const std::filesystem::path& path, const SimulationOptions& o)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)), chips_(h5_group(file_.id(), "chips")) {
    const auto column = [&](const std::string& name, hid_t type, const std::string& units) {
      return std::make_unique<H5Column>(chips_.id(), name, type, units);
    };
    column_ = column("column", H5T_STD_I32LE, "");
    row_ = column("row", H5T_STD_I32LE, "");
    x_ = column("x_um", H5T_IEEE_F64LE, "um");
    y_ = column("y_um", H5T_IEEE_F64LE, "um");
    r_sh_ = column("r_sh_ohm", H5T_IEEE_F64LE, "ohm");
    leak_ = column("leak_power_w_cm2", H5T_IEEE_F64LE, "W/cm2");
    defect_ = column("defect", H5T_STD_U8LE, "");
    kind_ = column("kind", H5T_STD_U8LE, "");
    for (std::size_t i = 0; i < o.layers.size(); ++i) {
      const std::string suffix = i == 0 ? "" : "@" + o.layers[i].name;
      intensity_.push_back(column("intensity_e" + suffix, H5T_IEEE_F64LE, "e"));
      healthy_.push_back(column("healthy_e" + suffix, H5T_IEEE_F64LE, "e"));
    }
  }

  [[nodiscard]] bool append(const Rows& r) {
    bool ok = append_to(*column_, r.column) && append_to(*row_, r.row) && append_to(*x_, r.x_um) &&
              append_to(*y_, r.y_um) && append_to(*r_sh_, r.r_sh_ohm) && append_to(*leak_, r.leak_power) &&
              append_to(*defect_, r.defect) && append_to(*kind_, r.kind);
    for (std::size_t i = 0; i < intensity_.size(); ++i) {
      ok = ok && append_to(*intensity_[i], r.intensity_e[i]) && append_to(*healthy_[i], r.healthy_e[i]);
    }
    return ok;
  }

  [[nodiscard]] bool finish(const SimulationOptions& o, const std::vector<TilePlan>& plans, const TrueElMatch& match) {
    bool ok = h5_attribute(file_.id(), "schema", std::string("pellucid.truth/1")) &&
              h5_attribute(file_.id(), "seed", static_cast<double>(o.seed)) &&
              h5_attribute(chips_.id(), "kind_codes", std::string(kKindCodes));
    const H5Handle layers = h5_group(file_.id(), "layers");
    for (std::size_t i = 0; i < plans.size(); ++i) ok = ok && write_layer(layers.id(), o, i, plans[i]);
    ok = ok && write_lattice(o.lattice);
    if (ok && o.el.write) {
      const H5Handle el = h5_group(file_.id(), "el");
      ok = h5_dataset<std::int32_t>(el.id(), "ours_from_el", match.ours_from_el, 2, 2) &&
           h5_dataset<std::int32_t>(el.id(), "shift", match.shift, 2, 0);
    }
    return ok && H5Fflush(file_.id(), H5F_SCOPE_GLOBAL) >= 0;
  }

 private:
  template <class T>
  static bool append_to(H5Column& column, const std::vector<T>& values) {
    return column.append(std::span<const T>(values));
  }

  [[nodiscard]] bool write_layer(hid_t layers, const SimulationOptions& o, std::size_t index, const TilePlan& plan) {
    const LayerOptions& layer = o.layers[index];
    const H5Handle group = h5_group(layers, layer.name);
    std::vector<double> errors;
    for (const PlannedTile& tile : plan.tiles) {
      errors.push_back(tile.true_um.x - tile.reported_um.x);
      errors.push_back(tile.true_um.y - tile.reported_um.y);
    }
    const bool raster = o.tiling.method == ScanMethod::raster;
    const double shift[2] = {layer.shift_um.x, layer.shift_um.y};
    return h5_dataset<double>(group.id(), "tile_error_um", errors, plan.tiles.size(), 2) &&
           h5_attribute(group.id(), "odd_line_phase_px", raster ? o.raster.odd_line_phase_px : 0.0) &&
           h5_attribute(group.id(), "psf_sigma_um", o.optics.psf_sigma_um) &&
           h5_attribute(group.id(), "halo_sigma_um", o.optics.halo_sigma_um) &&
           h5_attribute(group.id(), "halo_weight", o.optics.halo_weight) &&
           h5_attribute(group.id(), "shift_um", shift) &&
           h5_attribute(group.id(), "power_w_cm2",
                        o.excitation.power_density_w_cm2 * std::pow(10.0, -layer.optical_density)) &&
           h5_attribute(group.id(), "relative_power_exponent", o.raster.power_exponent);
  }

  [[nodiscard]] bool write_lattice(const LatticeOptions& l) {
    const H5Handle group = h5_group(file_.id(), "lattice");
    const double scale[2] = {l.scale_ppm.x, l.scale_ppm.y}, offset[2] = {l.offset_um.x, l.offset_um.y};
    return h5_attribute(group.id(), "angle_deg", l.angle_deg) && h5_attribute(group.id(), "scale_ppm", scale) &&
           h5_attribute(group.id(), "skew_deg", l.skew_deg) && h5_attribute(group.id(), "offset_um", offset) &&
           h5_attribute(group.id(), "drift_um", l.drift_um);
  }

  H5Handle file_, chips_;
  std::unique_ptr<H5Column> column_, row_, x_, y_, r_sh_, leak_, defect_, kind_;
  std::vector<std::unique_ptr<H5Column>> intensity_, healthy_;
};

void count(const Rows& rows, ChipCount& total) {
  total.chips += static_cast<std::int64_t>(rows.column.size());
  for (const std::uint8_t code : rows.defect)
    ++total.classes[code < total.classes.size() - 1 ? code : total.classes.size() - 1];
}

Result<void> write_mechanical_csv(const std::filesystem::path& folder, const SimulationOptions& o,
                                  const ChipModel& model) {
  if (!o.write_truth) return {};
  const std::filesystem::path path = folder / "mechanical.csv";
  std::ofstream out(path, std::ios::binary);
  out << mechanical_csv(o, model);
  if (!out.flush()) return fail(internal_error("simulator.truth", path.string(), "could not be written"));
  return {};
}

}  // namespace

Result<ChipCount> write_truth(const std::filesystem::path& folder, const SimulationOptions& o, const ChipModel& model,
                              const std::vector<TilePlan>& plans, const Progress& progress,
                              const std::stop_token& stop) {
  const H5Quiet quiet;
  const std::filesystem::path path = folder / "truth.h5";
  std::unique_ptr<TruthFile> file = o.write_truth ? std::make_unique<TruthFile>(path, o) : nullptr;
  std::ofstream el;
  if (o.el.write) el.open(folder / "el.csv", std::ios::binary);
  if (o.el.write) el << kElHeader;
  const TrueElMatch match = el_match(o.el, model.lattice().columns(), model.lattice().rows());
  const Recombination recombination(o.light.recombination, mesa_area_um2(o.chips));
  std::optional<Reflectance> blemishes;
  const auto reflects = [](const LayerOptions& layer) { return layer.kind == LayerKind::reflectance; };
  if (std::any_of(o.layers.begin(), o.layers.end(), reflects)) {
    blemishes.emplace(o);
    if (auto written = write_mechanical_csv(folder, o, model); !written) return fail(written.error());
  }
  ChipCount total;
  const std::int32_t rows = model.lattice().rows();
  std::vector<Rows> made(kRowsAtOnce);
  for (std::int32_t begin = 0; begin < rows; begin += kRowsAtOnce) {
    if (stop.stop_requested()) return fail(cancelled());
    const std::int32_t end = std::min(rows, begin + kRowsAtOnce);
    tbb::parallel_for(begin, end, [&](std::int32_t row) {
      made[static_cast<std::size_t>(row - begin)] =
          make_rows(o, model, recombination, match, blemishes ? &*blemishes : nullptr, row);
    });
    for (std::int32_t row = begin; row < end; ++row) {
      const Rows& r = made[static_cast<std::size_t>(row - begin)];
      count(r, total);
      if (file && !file->append(r))
        return fail(internal_error("simulator.truth", path.string(), "could not be written"));
      if (o.el.write) el << r.el;
    }
    report(progress, "truth", static_cast<double>(end) / rows);
  }
  if (file && !file->finish(o, plans, match))
    return fail(internal_error("simulator.truth", path.string(), "could not be written"));
  if (o.el.write && !el.flush())
    return fail(internal_error("simulator.el", (folder / "el.csv").string(), "could not be written"));
  return total;
}

}  // namespace pellucid::sim
