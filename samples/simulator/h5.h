/// The little of HDF5 that the truth needs: handles that close themselves, growing columns, attributes. HDF5 is not
/// thread-safe: one thread at a time. Private to the room.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pellucid::sim {

/// Owns one HDF5 identifier of any kind.
class H5Handle {
 public:
  H5Handle() = default;
  explicit H5Handle(hid_t id) : id_(id) {}
  H5Handle(H5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  H5Handle& operator=(H5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  H5Handle(const H5Handle&) = delete;
  H5Handle& operator=(const H5Handle&) = delete;
  ~H5Handle();
  [[nodiscard]] hid_t id() const { return id_; }
  [[nodiscard]] bool valid() const { return id_ >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Keeps HDF5 from printing its error stack while it lives.
class H5Quiet {
 public:
  H5Quiet();
  ~H5Quiet();
  H5Quiet(const H5Quiet&) = delete;
  H5Quiet& operator=(const H5Quiet&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

template <class T>
[[nodiscard]] hid_t h5_type();
template <>
inline hid_t h5_type<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
inline hid_t h5_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t h5_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t h5_type<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}

/// A one-dimensional dataset that grows, chunked and deflated.
class H5Column {
 public:
  H5Column(hid_t parent, const std::string& name, hid_t type, const std::string& units);
  template <class T>
  [[nodiscard]] bool append(std::span<const T> values) {
    return append_raw(h5_type<T>(), values.data(), values.size());
  }

 private:
  [[nodiscard]] bool append_raw(hid_t type, const void* values, std::size_t count);
  H5Handle dataset_;
  hsize_t size_ = 0;
};

[[nodiscard]] H5Handle h5_group(hid_t parent, const std::string& name);
[[nodiscard]] bool h5_attribute(hid_t object, const std::string& name, double value);
[[nodiscard]] bool h5_attribute(hid_t object, const std::string& name, const std::string& value);
[[nodiscard]] bool h5_attribute(hid_t object, const std::string& name, std::span<const double> values);
/// Whole dataset of `rows` x `columns`; columns == 0: one dimension.
template <class T>
[[nodiscard]] bool h5_dataset(hid_t parent, const std::string& name, std::span<const T> values, hsize_t rows,
                              hsize_t columns);

/// Reads; empty or false where it is not there.
template <class T>
[[nodiscard]] std::vector<T> h5_read(hid_t parent, const std::string& name);
[[nodiscard]] std::vector<double> h5_read_attribute(hid_t object, const std::string& name);
[[nodiscard]] std::vector<std::string> h5_members(hid_t group);

}  // namespace pellucid::sim
