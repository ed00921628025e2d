#include "samples/simulator/truth.h"

#include "samples/simulator/h5.h"

namespace pellucid {
namespace {

Vec2 pair_of(const std::vector<double>& v) {
  return v.size() == 2 ? Vec2{v[0], v[1]} : Vec2{};
}
double one_of(const std::vector<double>& v) {
  return v.empty() ? 0.0 : v[0];
}

template <class To, class From>
std::vector<To> cast_all(const std::vector<From>& from) {
  std::vector<To> to;
  to.reserve(from.size());
  for (const From f : from) to.push_back(static_cast<To>(f));
  return to;
}

TrueLayer read_layer(hid_t file, hid_t chips, const std::string& name, bool first) {
  const sim::H5Handle group(H5Gopen2(file, ("layers/" + name).c_str(), H5P_DEFAULT));
  const std::string suffix = first ? "" : "@" + name;
  TrueLayer layer;
  layer.intensity_e = sim::h5_read<double>(chips, "intensity_e" + suffix);
  layer.healthy_e = sim::h5_read<double>(chips, "healthy_e" + suffix);
  const auto errors = sim::h5_read<double>(group.id(), "tile_error_um");
  for (std::size_t i = 0; i + 1 < errors.size(); i += 2) layer.tile_error_um.push_back({errors[i], errors[i + 1]});
  layer.shift_um = pair_of(sim::h5_read_attribute(group.id(), "shift_um"));
  layer.odd_line_phase_px = one_of(sim::h5_read_attribute(group.id(), "odd_line_phase_px"));
  layer.power_w_cm2 = one_of(sim::h5_read_attribute(group.id(), "power_w_cm2"));
  return layer;
}

LatticeOptions read_lattice(hid_t file) {
  const sim::H5Handle group(H5Gopen2(file, "lattice", H5P_DEFAULT));
  LatticeOptions l;
  l.angle_deg = one_of(sim::h5_read_attribute(group.id(), "angle_deg"));
  l.scale_ppm = pair_of(sim::h5_read_attribute(group.id(), "scale_ppm"));
  l.skew_deg = one_of(sim::h5_read_attribute(group.id(), "skew_deg"));
  l.offset_um = pair_of(sim::h5_read_attribute(group.id(), "offset_um"));
  l.drift_um = one_of(sim::h5_read_attribute(group.id(), "drift_um"));
  return l;
}

void read_el(hid_t file, Truth& truth) {
  const sim::H5Handle group(H5Gopen2(file, "el", H5P_DEFAULT));
  if (!group.valid()) return;
  const auto matrix = sim::h5_read<std::int32_t>(group.id(), "ours_from_el"),
             shift = sim::h5_read<std::int32_t>(group.id(), "shift");
  if (matrix.size() != 4 || shift.size() != 2) return;
  truth.el = TrueElMatch{{matrix[0], matrix[1], matrix[2], matrix[3]}, {shift[0], shift[1]}};
}

void read_spectra(hid_t file, Truth& truth) {
  const sim::H5Handle group(H5Gopen2(file, "spectra", H5P_DEFAULT));
  if (!group.valid()) return;
  TrueSpectra& s = truth.spectra.emplace();
  s.column = sim::h5_read<std::int32_t>(group.id(), "column");
  s.row = sim::h5_read<std::int32_t>(group.id(), "row");
  s.off = sim::h5_read<std::int32_t>(group.id(), "off");
  s.saturated = sim::h5_read<std::int32_t>(group.id(), "saturated");
  s.peak_nm = sim::h5_read<double>(group.id(), "peak_nm");
  s.centroid_nm = sim::h5_read<double>(group.id(), "centroid_nm");
  s.fwhm_nm = sim::h5_read<double>(group.id(), "fwhm_nm");
}

}  // namespace

Result<Truth> read_truth(const std::filesystem::path& path) {
  const sim::H5Quiet quiet;
  std::error_code ignored;
  const std::filesystem::path at = std::filesystem::is_directory(path, ignored) ? path / "truth.h5" : path;
  const sim::H5Handle file(H5Fopen(at.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (!file.valid()) return fail(bad_input("simulator.truth", at.string(), "could not be opened", "an HDF5 file"));
  const sim::H5Handle chips(H5Gopen2(file.id(), "chips", H5P_DEFAULT)),
      layers(H5Gopen2(file.id(), "layers", H5P_DEFAULT));
  if (!chips.valid() || !layers.valid()) {
    return fail(bad_input("simulator.truth", at.string(), "is not a truth file", "groups /chips and /layers"));
  }
  Truth t;
  t.column = sim::h5_read<std::int32_t>(chips.id(), "column");
  t.row = sim::h5_read<std::int32_t>(chips.id(), "row");
  t.x_um = sim::h5_read<double>(chips.id(), "x_um");
  t.y_um = sim::h5_read<double>(chips.id(), "y_um");
  t.defect = cast_all<ChipClass>(sim::h5_read<std::uint8_t>(chips.id(), "defect"));
  t.kind = cast_all<DefectKind>(sim::h5_read<std::uint8_t>(chips.id(), "kind"));
  t.r_sh_ohm = sim::h5_read<double>(chips.id(), "r_sh_ohm");
  t.leak_power_w_cm2 = sim::h5_read<double>(chips.id(), "leak_power_w_cm2");
  for (const std::string& name : sim::h5_members(layers.id())) {
    const bool first = H5Lexists(chips.id(), ("intensity_e@" + name).c_str(), H5P_DEFAULT) <= 0;
    if (first) t.first_layer = name;
    t.layers[name] = read_layer(file.id(), chips.id(), name, first);
  }
  t.lattice = read_lattice(file.id());
  read_el(file.id(), t);
  read_spectra(file.id(), t);
  return t;
}

}  // namespace pellucid
