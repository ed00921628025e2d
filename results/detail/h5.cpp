#include "results/detail/h5.h"

#include <algorithm>

namespace pellucid::detail {

namespace {

H5 text_type(std::size_t length) {
  H5 type(H5Tcopy(H5T_C_S1), H5Tclose, "make a string type");
  require(H5Tset_size(type, std::max<std::size_t>(length, 1)), "size a string type");
  require(H5Tset_cset(type, H5T_CSET_UTF8), "make a string type UTF-8");
  require(H5Tset_strpad(type, H5T_STR_NULLPAD), "pad a string type");
  return type;
}

std::size_t longest(std::span<const std::string> texts) {
  std::size_t length = 1;
  for (const std::string& text : texts) length = std::max(length, text.size());
  return length;
}

std::string packed(std::span<const std::string> texts, std::size_t length) {
  std::string bytes(texts.size() * length, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::copy(texts[i].begin(), texts[i].end(), bytes.begin() + i * length);
  return bytes;
}

H5 line_space(std::size_t count) {
  const hsize_t extent = count;
  return {H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a data space"};
}

std::string unpadded(const char* bytes, std::size_t length) {
  std::string text(bytes, length);
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

H5 open_attribute(hid_t object, const std::string& name) {
  return {H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "open the attribute '" + name + "'"};
}

}  // namespace

H5Quiet::H5Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &print_, &client_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

H5Quiet::~H5Quiet() {
  H5Eset_auto2(H5E_DEFAULT, print_, client_);
}

void write_attribute(hid_t object, const std::string& name, std::string_view text) {
  const H5 type = text_type(text.size());
  const H5 space(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  const H5 attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                     "create the attribute '" + name + "'");
  const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
  require(H5Awrite(attribute, type, padded.data()), "write the attribute '" + name + "'");
}

void write_attribute(hid_t object, const std::string& name, std::span<const double> values) {
  const H5 space =
      values.size() == 1 ? H5(H5Screate(H5S_SCALAR), H5Sclose, "make a data space") : line_space(values.size());
  const H5 attribute(H5Acreate2(object, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                     "create the attribute '" + name + "'");
  require(H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data()), "write the attribute '" + name + "'");
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
  const H5 space(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  const H5 attribute(H5Acreate2(object, name.c_str(), H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                     "create the attribute '" + name + "'");
  require(H5Awrite(attribute, H5T_NATIVE_INT64, &value), "write the attribute '" + name + "'");
}

void write_attribute(hid_t object, const std::string& name, std::span<const std::string> texts) {
  const std::size_t length = longest(texts);
  const H5 type = text_type(length);
  const H5 space = line_space(texts.size());
  const H5 attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                     "create the attribute '" + name + "'");
  require(H5Awrite(attribute, type, packed(texts, length).data()), "write the attribute '" + name + "'");
}

void write_strings(hid_t group, const std::string& name, std::span<const std::string> texts) {
  const std::size_t length = longest(texts);
  const H5 type = text_type(length);
  const H5 space = line_space(texts.size());
  const H5 list = creation_list(H5P_DATASET_CREATE);
  const H5 dataset(H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                   "create the dataset '" + name + "'");
  require(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, packed(texts, length).data()), "write '" + name + "'");
}

void write_matrix(hid_t group, const std::string& name, std::span<const double> values, std::size_t columns) {
  const hsize_t extent[2] = {values.size() / columns, columns};
  const H5 space(H5Screate_simple(2, extent, nullptr), H5Sclose, "make a data space");
  const H5 list = creation_list(H5P_DATASET_CREATE);
  const H5 dataset(H5Dcreate2(group, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                   "create the dataset '" + name + "'");
  require(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write '" + name + "'");
}

std::string read_text_attribute(hid_t object, const std::string& name) {
  const std::vector<std::string> texts = read_texts_attribute(object, name);
  if (texts.size() != 1) throw H5Failure("the attribute '" + name + "' is not one text");
  return texts.front();
}

std::vector<double> read_numbers_attribute(hid_t object, const std::string& name, std::size_t count) {
  const H5 attribute = open_attribute(object, name);
  const H5 space(H5Aget_space(attribute), H5Sclose, "read the shape of '" + name + "'");
  if (H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(count)) {
    throw H5Failure("the attribute '" + name + "' does not hold " + std::to_string(count) + " numbers");
  }
  std::vector<double> values(count);
  require(H5Aread(attribute, H5T_NATIVE_DOUBLE, values.data()), "read the attribute '" + name + "'");
  return values;
}

std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name) {
  constexpr hssize_t kMostTexts = 10'000;
  const H5 attribute = open_attribute(object, name);
  const H5 type(H5Aget_type(attribute), H5Tclose, "read the type of '" + name + "'");
  const H5 space(H5Aget_space(attribute), H5Sclose, "read the shape of '" + name + "'");
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 || count < 0 || count > kMostTexts) {
    throw H5Failure("the attribute '" + name + "' does not hold fixed-length texts");
  }
  const std::size_t length = H5Tget_size(type);
  std::string bytes(length * static_cast<std::size_t>(count), '\0');
  require(H5Aread(attribute, type, bytes.data()), "read the attribute '" + name + "'");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    texts.push_back(unpadded(bytes.data() + i * length, length));
  return texts;
}

bool has_link(hid_t group, const std::string& name) {
  return H5Lexists(group, name.c_str(), H5P_DEFAULT) > 0;
}

H5 creation_list(hid_t object_class) {
  H5 list(H5Pcreate(object_class), H5Pclose, "make a creation list");
  require(H5Pset_obj_track_times(list, false), "leave out times");
  return list;
}

std::vector<std::string> link_names(hid_t group) {
  std::vector<std::string> names;
  hsize_t position = 0;
  require(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &position, append_name, &names), "list a group");
  return names;
}

}  // namespace pellucid::detail
