#include "samples/simulator/h5.h"

namespace pellucid::sim {
namespace {

constexpr hsize_t kChunk = 65536;
constexpr unsigned kDeflateLevel = 1;

}  // namespace

H5Handle::~H5Handle() {
  if (id_ >= 0) H5Idec_ref(id_);
}

H5Quiet::H5Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

H5Quiet::~H5Quiet() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

H5Column::H5Column(hid_t parent, const std::string& name, hid_t type, const std::string& units) {
  const hsize_t none = 0, unlimited = H5S_UNLIMITED, chunk = kChunk;
  const H5Handle space(H5Screate_simple(1, &none, &unlimited)), properties(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(properties.id(), false);  // the same truth is the same bytes
  H5Pset_chunk(properties.id(), 1, &chunk);
  H5Pset_shuffle(properties.id());
  H5Pset_deflate(properties.id(), kDeflateLevel);
  dataset_ = H5Handle(H5Dcreate2(parent, name.c_str(), type, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT));
  // A failure shows at the first append, which then has no dataset.
  if (!units.empty() && dataset_.valid() && !h5_attribute(dataset_.id(), "units", units)) dataset_ = H5Handle();
}

bool H5Column::append_raw(hid_t type, const void* values, std::size_t count) {
  if (!dataset_.valid()) return false;
  if (count == 0) return true;
  const hsize_t start = size_, added = count;
  size_ += added;
  if (H5Dset_extent(dataset_.id(), &size_) < 0) return false;
  const H5Handle file_space(H5Dget_space(dataset_.id())), memory_space(H5Screate_simple(1, &added, nullptr));
  if (H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, &start, nullptr, &added, nullptr) < 0) return false;
  return H5Dwrite(dataset_.id(), type, memory_space.id(), file_space.id(), H5P_DEFAULT, values) >= 0;
}

H5Handle h5_group(hid_t parent, const std::string& name) {
  return H5Handle(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

bool h5_attribute(hid_t object, const std::string& name, std::span<const double> values) {
  const hsize_t n = values.size();
  const H5Handle space(n == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &n, nullptr));
  const H5Handle attribute(H5Acreate2(object, name.c_str(), H5T_NATIVE_DOUBLE, space.id(), H5P_DEFAULT, H5P_DEFAULT));
  return attribute.valid() && H5Awrite(attribute.id(), H5T_NATIVE_DOUBLE, values.data()) >= 0;
}

bool h5_attribute(hid_t object, const std::string& name, double value) {
  return h5_attribute(object, name, std::span<const double>(&value, 1));
}

bool h5_attribute(hid_t object, const std::string& name, const std::string& value) {
  const H5Handle type(H5Tcopy(H5T_C_S1)), space(H5Screate(H5S_SCALAR));
  H5Tset_size(type.id(), value.size() + 1);
  const H5Handle attribute(H5Acreate2(object, name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT));
  return attribute.valid() && H5Awrite(attribute.id(), type.id(), value.c_str()) >= 0;
}

template <class T>
bool h5_dataset(hid_t parent, const std::string& name, std::span<const T> values, hsize_t rows, hsize_t columns) {
  const hsize_t shape[2] = {rows, columns};
  const H5Handle space(H5Screate_simple(columns == 0 ? 1 : 2, shape, nullptr)),
      properties(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(properties.id(), false);
  const H5Handle dataset(
      H5Dcreate2(parent, name.c_str(), h5_type<T>(), space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT));
  return dataset.valid() && H5Dwrite(dataset.id(), h5_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
}

template bool h5_dataset<double>(hid_t, const std::string&, std::span<const double>, hsize_t, hsize_t);
template bool h5_dataset<std::int32_t>(hid_t, const std::string&, std::span<const std::int32_t>, hsize_t, hsize_t);

template <class T>
std::vector<T> h5_read(hid_t parent, const std::string& name) {
  const H5Handle dataset(H5Dopen2(parent, name.c_str(), H5P_DEFAULT));
  if (!dataset.valid()) return {};
  const H5Handle space(H5Dget_space(dataset.id()));
  const hssize_t n = H5Sget_simple_extent_npoints(space.id());
  std::vector<T> values(n > 0 ? static_cast<std::size_t>(n) : 0);
  if (values.empty() || H5Dread(dataset.id(), h5_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    return {};
  return values;
}

template std::vector<double> h5_read<double>(hid_t, const std::string&);
template std::vector<std::int32_t> h5_read<std::int32_t>(hid_t, const std::string&);
template std::vector<std::uint8_t> h5_read<std::uint8_t>(hid_t, const std::string&);

std::vector<double> h5_read_attribute(hid_t object, const std::string& name) {
  const H5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
  if (!attribute.valid()) return {};
  const H5Handle space(H5Aget_space(attribute.id()));
  const hssize_t n = H5Sget_simple_extent_npoints(space.id());
  std::vector<double> values(n > 0 ? static_cast<std::size_t>(n) : 0);
  if (values.empty() || H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()) < 0) return {};
  return values;
}

std::vector<std::string> h5_members(hid_t group) {
  H5G_info_t info{};
  std::vector<std::string> names;
  if (H5Gget_info(group, &info) < 0) return names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[256];
    if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) >= 0) {
      names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace pellucid::sim
