#include "results/sites_h5.h"

#include <array>

#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid {
namespace {

using detail::H5;
using detail::H5Failure;

struct MeasuredColumn {
  const char* name;
  const char* units;
  Measured SpectrumFigures::*figure;
};
constexpr std::array<MeasuredColumn, 9> kColumns{{{"peak_nm", "nm", &SpectrumFigures::peak_nm},
                                                  {"centroid_nm", "nm", &SpectrumFigures::centroid_nm},
                                                  {"fwhm_nm", "nm", &SpectrumFigures::fwhm_nm},
                                                  {"dominant_nm", "nm", &SpectrumFigures::dominant_nm},
                                                  {"purity", "1", &SpectrumFigures::purity},
                                                  {"counts", "counts", &SpectrumFigures::counts},
                                                  {"peak_ev", "eV", &SpectrumFigures::peak_ev},
                                                  {"centroid_ev", "eV", &SpectrumFigures::centroid_ev},
                                                  {"fwhm_ev", "eV", &SpectrumFigures::fwhm_ev}}};

constexpr hsize_t kChunkRows = 65536;

class SiteWriter {
 public:
  SiteWriter(hid_t group, const std::vector<WavelengthSite>& sites) : group_(group), sites_(sites) {}

  /// One value a site, as `of` gives it.
  template <class T, class Of>
  H5 add(const std::string& name, const char* units, hid_t file_type, hid_t memory_type, const Of& of) {
    std::vector<T> values;
    values.reserve(sites_.size());
    for (const WavelengthSite& site : sites_) values.push_back(static_cast<T>(of(site)));
    const hsize_t extent = values.size();
    H5 list = detail::creation_list(H5P_DATASET_CREATE);
    if (extent > 0) {
      const hsize_t chunk = std::min(extent, kChunkRows);
      detail::require(H5Pset_chunk(list, 1, &chunk), "set the chunks of '" + name + "'");
      detail::require(H5Pset_shuffle(list), "set the shuffle filter of '" + name + "'");
      detail::require(H5Pset_deflate(list, 1), "set the deflate filter of '" + name + "'");
    }
    const H5 space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a data space");
    H5 dataset(H5Dcreate2(group_, name.c_str(), file_type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
               "create the dataset '" + name + "'");
    if (extent > 0)
      detail::require(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                      "write '" + name + "'");
    detail::write_attribute(dataset, "units", units);
    return dataset;
  }

  template <class Of>
  void add_float(const std::string& name, const char* units, const Of& of) {
    (void)add<float>(name, units, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, of);
  }

 private:
  hid_t group_;
  const std::vector<WavelengthSite>& sites_;
};

void write_sites(hid_t file, const ChipTable& table, const std::vector<WavelengthSite>& sites) {
  const H5 list = detail::creation_list(H5P_GROUP_CREATE);
  const H5 group(H5Gcreate2(file, "sites", H5P_DEFAULT, list, H5P_DEFAULT), H5Gclose, "create the group 'sites'");
  detail::write_attribute(group, "rows", static_cast<std::int64_t>(sites.size()));
  detail::write_attribute(group, "order", "row i is spectrum i of the scan's spectra.h5");
  SiteWriter writer(group, sites);
  const auto chip = [&](const std::vector<std::int32_t>& index) {
    return [&index](const WavelengthSite& s) {
      return s.table_row < 0 ? -1 : index[static_cast<std::size_t>(s.table_row)];
    };
  };
  (void)writer.add<std::int32_t>("column", "index", H5T_STD_I32LE, H5T_NATIVE_INT32, chip(table.column));
  (void)writer.add<std::int32_t>("row", "index", H5T_STD_I32LE, H5T_NATIVE_INT32, chip(table.row));
  (void)writer.add<double>("x_um", "um", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, [](const auto& s) { return s.at_um.x; });
  (void)writer.add<double>("y_um", "um", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, [](const auto& s) { return s.at_um.y; });
  for (const MeasuredColumn& c : kColumns) {
    writer.add_float(c.name, c.units, [&](const auto& s) { return (s.figures.*c.figure).value; });
    writer.add_float(std::string(c.name) + "_sigma", c.units,
                     [&](const auto& s) { return (s.figures.*c.figure).sigma; });
  }
  writer.add_float("chi2", "1", [](const auto& s) { return s.figures.chi2; });
  writer.add_float("residual_nm", "nm", [](const auto& s) { return s.residual_nm; });
  (void)writer.add<std::uint8_t>("spikes", "channels", H5T_STD_U8LE, H5T_NATIVE_UINT8,
                                 [](const auto& s) { return s.figures.spikes; });
  const H5 state = writer.add<std::uint8_t>("state", "code", H5T_STD_U8LE, H5T_NATIVE_UINT8,
                                            [](const auto& s) { return static_cast<std::uint8_t>(s.figures.state); });
  std::string codes;
  for (std::size_t i = 0; i < kSpectrumStates; ++i)
    codes += (i > 0 ? " " : "") + std::to_string(i) + "=" + std::string(name_of(static_cast<SpectrumState>(i)));
  detail::write_attribute(state, "codes", codes);
}

template <class T>
std::vector<T> read_column(hid_t group, const std::string& name, hid_t type, std::size_t rows) {
  const H5 dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset 'sites/" + name + "'");
  const H5 space(H5Dget_space(dataset), H5Sclose, "read the shape of 'sites/" + name + "'");
  if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(rows))
    throw H5Failure("the dataset 'sites/" + name + "' has another length");
  std::vector<T> values(rows);
  if (rows > 0)
    detail::require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read 'sites/" + name + "'");
  return values;
}

std::vector<StoredSite> stored_sites(hid_t file) {
  if (!detail::has_link(file, "sites")) return {};
  const H5 group(H5Gopen2(file, "sites", H5P_DEFAULT), H5Gclose, "open the group '/sites'");
  const H5 first(H5Dopen2(group, "column", H5P_DEFAULT), H5Dclose, "open the dataset 'sites/column'");
  const H5 space(H5Dget_space(first), H5Sclose, "read the shape of 'sites/column'");
  const hssize_t rows = H5Sget_simple_extent_npoints(space);
  constexpr hssize_t kMostSites = 1'000'000'000;
  if (rows < 0 || rows > kMostSites) throw H5Failure("the dataset 'sites/column' is too long");
  std::vector<StoredSite> sites(static_cast<std::size_t>(rows));
  const auto fill = [&]<class T>(const std::string& name, hid_t type, T, const auto& put) {
    const std::vector<T> values = read_column<T>(group, name, type, sites.size());
    for (std::size_t i = 0; i < sites.size(); ++i) put(sites[i], values[i]);
  };
  fill("column", H5T_NATIVE_INT32, std::int32_t{}, [](StoredSite& s, std::int32_t v) { s.column = v; });
  fill("row", H5T_NATIVE_INT32, std::int32_t{}, [](StoredSite& s, std::int32_t v) { s.row = v; });
  fill("x_um", H5T_NATIVE_DOUBLE, double{}, [](StoredSite& s, double v) { s.site.at_um.x = v; });
  fill("y_um", H5T_NATIVE_DOUBLE, double{}, [](StoredSite& s, double v) { s.site.at_um.y = v; });
  for (const MeasuredColumn& c : kColumns) {
    fill(c.name, H5T_NATIVE_FLOAT, float{}, [&](StoredSite& s, float v) { (s.site.figures.*c.figure).value = v; });
    fill(std::string(c.name) + "_sigma", H5T_NATIVE_FLOAT, float{},
         [&](StoredSite& s, float v) { (s.site.figures.*c.figure).sigma = v; });
  }
  fill("chi2", H5T_NATIVE_FLOAT, float{}, [](StoredSite& s, float v) { s.site.figures.chi2 = v; });
  fill("residual_nm", H5T_NATIVE_FLOAT, float{}, [](StoredSite& s, float v) { s.site.residual_nm = v; });
  fill("spikes", H5T_NATIVE_UINT8, std::uint8_t{}, [](StoredSite& s, std::uint8_t v) { s.site.figures.spikes = v; });
  fill("state", H5T_NATIVE_UINT8, std::uint8_t{}, [](StoredSite& s, std::uint8_t v) {
    if (v >= kSpectrumStates) throw H5Failure("the dataset 'sites/state' holds an unknown code");
    s.site.figures.state = static_cast<SpectrumState>(v);
  });
  return sites;
}

}  // namespace

Result<void> append_sites(const std::filesystem::path& path, const ChipTable& table,
                          const std::vector<WavelengthSite>& sites) {
  try {
    const detail::H5Quiet quiet;
    const H5 file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open the file");
    write_sites(file, table, sites);
    detail::require(H5Fflush(file, H5F_SCOPE_LOCAL), "flush the file");
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kHdf5, path.string(), e.what()));
  }
  return {};
}

Result<std::vector<StoredSite>> read_sites(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    return fail(bad_input(results_error::kNotFound, path.string(), "there is no such file", "chips.h5"));
  try {
    const detail::H5Quiet quiet;
    const H5 file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it as HDF5");
    return stored_sites(file);
  } catch (const H5Failure& e) {
    return fail(bad_input(results_error::kMalformed, path.string(), e.what()));
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kInternal, path.string(), e.what()));
  }
}

}  // namespace pellucid
