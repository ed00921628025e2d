#include "samples/simulator/spectra_writer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "samples/simulator/h5.h"
#include "samples/simulator/noise.h"

namespace pellucid::sim {
namespace {

/// The line of one spectrum on a scale where its peak is 1, against the distance from the peak.
class TrueLine {
 public:
  explicit TrueLine(const SpectraOptions& o) : o_(o) {
    // The shape for a width of 1, measured on a fine grid, gives the width that the wanted FWHM needs.
    double mode = 0, top = 0, moment = 0, sum = 0;
    constexpr double kStep = 1e-3, kReach = 40;
    for (double u = -kReach; u <= kReach; u += kStep) {
      const double g = raw(u);
      if (g > top) top = g, mode = u;
      moment += u * g;
      sum += g;
    }
    double left = mode, right = mode;
    while (raw(left) > 0.5 * top) left -= kStep;
    while (raw(right) > 0.5 * top) right += kStep;
    mode_ = mode;
    top_ = top;
    width_nm_ = o.fwhm_nm / (right - left);
    centroid_nm_ = (moment / sum - mode) * width_nm_;
  }
  [[nodiscard]] double at(double from_peak_nm) const { return raw(from_peak_nm / width_nm_ + mode_) / top_; }
  [[nodiscard]] double centroid_nm() const { return centroid_nm_; }  ///< from the peak

 private:
  [[nodiscard]] double raw(double u) const {
    if (o_.shape == LineShape::tailed) {
      // Exponentially modified Gaussian; far on the blue side erfc's Gaussian wins over the growing exponential.
      const double z = (1 / o_.asymmetry - u) / std::numbers::sqrt2;
      if (z > 25) return 0;
      return std::exp(0.5 / (o_.asymmetry * o_.asymmetry) - u / o_.asymmetry) * std::erfc(z);
    }
    const double v = o_.shape == LineShape::split && u > 0 ? u / o_.asymmetry : u;
    return std::exp(-0.5 * v * v);
  }

  const SpectraOptions& o_;
  double mode_ = 0, top_ = 1, width_nm_ = 1, centroid_nm_ = 0;
};

struct Columns {
  std::vector<double> position_um, peak_nm, centroid_nm, fwhm_nm;
  std::vector<std::int32_t> column, row, off, saturated;
};

/// The spectrometer: its sensitivity falls to both ends.
double response_at(const SpectraOptions& o, std::int32_t channel) {
  if (!o.write_response) return 1;
  const double t = 2.0 * channel / (o.channels - 1) - 1;
  return 1 - 0.4 * t * t + 0.1 * t;
}

class SpectraFile {
 public:
  SpectraFile(const std::filesystem::path& path, const SpectraOptions& o)
      : o_(o), file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    const auto n = static_cast<hsize_t>(o.channels);
    const hsize_t none[2] = {0, n}, unlimited[2] = {H5S_UNLIMITED, n}, chunk[2] = {64, n};
    const H5Handle space(H5Screate_simple(2, none, unlimited)), list(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(list.id(), false);
    H5Pset_chunk(list.id(), 2, chunk);
    counts_ =
        H5Handle(H5Dcreate2(file_.id(), "counts", H5T_STD_U16LE, space.id(), H5P_DEFAULT, list.id(), H5P_DEFAULT));
  }

  [[nodiscard]] bool append(const std::vector<std::uint16_t>& counts) {
    const auto n = static_cast<hsize_t>(o_.channels);
    const hsize_t start[2] = {rows_, 0}, one[2] = {1, n}, extent[2] = {++rows_, n};
    if (H5Dset_extent(counts_.id(), extent) < 0) return false;
    const H5Handle file_space(H5Dget_space(counts_.id())), memory(H5Screate_simple(2, one, nullptr));
    return H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start, nullptr, one, nullptr) >= 0 &&
           H5Dwrite(counts_.id(), H5T_NATIVE_UINT16, memory.id(), file_space.id(), H5P_DEFAULT, counts.data()) >= 0;
  }

  [[nodiscard]] bool finish(const Columns& sites) {
    std::vector<double> nm, dark(static_cast<std::size_t>(o_.channels), o_.dark_counts), response;
    for (std::int32_t i = 0; i < o_.channels; ++i) {
      nm.push_back(o_.first_nm + o_.step_nm * i);
      response.push_back(response_at(o_, i));
    }
    bool ok = h5_dataset<double>(file_.id(), "wavelength_nm", nm, nm.size(), 0) &&
              h5_dataset<double>(file_.id(), "dark_counts", dark, dark.size(), 0) &&
              h5_dataset<double>(file_.id(), "position_um", sites.position_um, rows_, 2);
    if (o_.write_response) ok = ok && h5_dataset<double>(file_.id(), "response", response, response.size(), 0);
    return ok && H5Fflush(file_.id(), H5F_SCOPE_GLOBAL) >= 0;
  }

 private:
  const SpectraOptions& o_;
  H5Handle file_, counts_;
  hsize_t rows_ = 0;
};

/// Where a spectrum is taken.
struct Site {
  std::int32_t column = -1, row = -1;  ///< of the chip; without chips: of a square grid of sites
  Vec2 design_um, stage_um;
  double brightness = 1;
};

/// On every k-th column and row of chips.
std::vector<Site> sites_on_chips(const SimulationOptions& options, const ChipModel& model) {
  const TrueLattice& lattice = model.lattice();
  const double grid = static_cast<double>(lattice.columns()) * lattice.rows() * 0.785;
  const auto step = std::max<std::int32_t>(
      1, static_cast<std::int32_t>(std::sqrt(grid / static_cast<double>(options.spectra.sites))));
  std::vector<Site> sites;
  for (std::int32_t row = step / 2; row < lattice.rows(); row += step) {
    for (std::int32_t column = step / 2; column < lattice.columns(); column += step) {
      if (!lattice.exists({column, row})) continue;
      const ChipState state = model.state({column, row});
      sites.push_back({column, row, state.design_um, state.stage_um + options.layers.front().shift_um,
                       state.trend * state.brightness});
    }
  }
  return sites;
}

/// On a wafer without chips: a square grid inside the edge exclusion.
std::vector<Site> sites_on_surface(const SimulationOptions& options) {
  const double reach = 500 * options.wafer.diameter_mm - 1000 * options.wafer.edge_exclusion_mm;
  const double step = reach * std::sqrt(std::numbers::pi / static_cast<double>(options.spectra.sites));
  const auto half = static_cast<std::int32_t>(reach / step) + 1;
  std::vector<Site> sites;
  for (std::int32_t row = -half; row <= half; ++row) {
    for (std::int32_t column = -half; column <= half; ++column) {
      const Vec2 at = step * Vec2{column + 0.5, row + 0.5};
      if (std::hypot(at.x, at.y) < reach)
        sites.push_back({column + half, row + half, at, at + options.surface.offset_um, 1});
    }
  }
  return sites;
}

bool write_truth_group(const std::filesystem::path& path, const SpectraOptions& o, const Columns& c) {
  const H5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  if (!file.valid()) return true;  // no truth was asked for
  const H5Handle group = h5_group(file.id(), "spectra");
  const hsize_t n = c.peak_nm.size();
  return h5_attribute(group.id(), "background_counts", o.background_counts) &&
         h5_dataset<std::int32_t>(group.id(), "column", c.column, n, 0) &&
         h5_dataset<std::int32_t>(group.id(), "row", c.row, n, 0) &&
         h5_dataset<std::int32_t>(group.id(), "off", c.off, n, 0) &&
         h5_dataset<std::int32_t>(group.id(), "saturated", c.saturated, n, 0) &&
         h5_dataset<double>(group.id(), "peak_nm", c.peak_nm, n, 0) &&
         h5_dataset<double>(group.id(), "centroid_nm", c.centroid_nm, n, 0) &&
         h5_dataset<double>(group.id(), "fwhm_nm", c.fwhm_nm, n, 0);
}

}  // namespace

Result<void> write_spectra(const std::filesystem::path& folder, const SimulationOptions& options,
                           const ChipModel& model) {
  const SpectraOptions& o = options.spectra;
  if (o.sites == 0) return {};
  const H5Quiet quiet;
  const std::filesystem::path path = folder / "spectra.h5";
  SpectraFile file(path, o);
  const TrueLine line(o);
  const NoiseSource& noise = NoiseSource::instance();
  Columns sites;
  std::vector<std::uint16_t> counts(static_cast<std::size_t>(o.channels));
  for (const Site& site : options.surface.enabled ? sites_on_surface(options) : sites_on_chips(options, model)) {
    Random random(hash(options.seed, Stream::spectrum, static_cast<std::uint32_t>(site.column),
                       static_cast<std::uint32_t>(site.row)));
    const Vec2 r = (1 / model.lattice().radius_um()) * site.design_um;
    const bool off = random.unit() < o.off_share, saturated = random.unit() < o.saturated_share;
    const double side = random.unit() < 0.5 ? -1 : 1;
    const double peak_nm = o.peak_nm + o.bow_nm * (r.x * r.x + r.y * r.y) + o.tilt_nm.x * r.x + o.tilt_nm.y * r.y +
                           o.chip_spread_nm * noise.normal(random) + (off ? side * o.off_nm : 0);
    // A spectrum too bright for the detector, whatever the chip.
    const double height = saturated ? 3 * o.saturation_counts : o.peak_counts * site.brightness;
    for (std::int32_t i = 0; i < o.channels; ++i) {
      const double nm = o.first_nm + o.step_nm * i;
      const double light = response_at(o, i) * (height * line.at(nm - peak_nm) + o.background_counts);
      const double seen = o.dark_counts + noise.photons_and_read(light, o.read_noise_counts, random);
      counts[static_cast<std::size_t>(i)] =
          static_cast<std::uint16_t>(std::clamp(std::round(seen), 0.0, o.saturation_counts));
    }
    for (int left = static_cast<int>(o.spikes + random.unit()); left > 0; --left) {
      auto& hit = counts[static_cast<std::size_t>(random.unit() * o.channels)];
      hit = static_cast<std::uint16_t>(std::min(hit + 300 + 2700 * random.unit(), o.saturation_counts));
    }
    sites.position_um.insert(sites.position_um.end(), {site.stage_um.x, site.stage_um.y});
    sites.column.push_back(site.column);
    sites.row.push_back(site.row);
    sites.off.push_back(off ? 1 : 0);
    sites.saturated.push_back(saturated ? 1 : 0);
    sites.peak_nm.push_back(peak_nm);
    sites.centroid_nm.push_back(peak_nm + line.centroid_nm());
    sites.fwhm_nm.push_back(o.fwhm_nm);
    if (!file.append(counts)) return fail(internal_error("simulator.spectra", path.string(), "could not be written"));
  }
  if (sites.column.empty())
    return fail(
        {ErrorKind::usage, "simulator.option", "", "spectra.sites gives no place a spectrum", "more sites", ""});
  if (!file.finish(sites) || !write_truth_group(folder / "truth.h5", o, sites))
    return fail(internal_error("simulator.spectra", path.string(), "could not be written"));
  return {};
}

}  // namespace pellucid::sim
