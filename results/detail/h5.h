/// Owning HDF5 handles and the few calls this room needs of HDF5. Private to the room. Failures are thrown as H5Failure
/// and turned into an Error at the room's public functions. HDF5 serialises its calls itself; use a handle from one
/// thread.
#pragma once

#include <hdf5.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/error.h"

namespace pellucid::detail {

struct H5Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A handle that closes itself. Throws where the id is negative: `H5 file(H5Fopen(...), H5Fclose, "open the file")`.
class H5 {
 public:
  using Close = herr_t (*)(hid_t);
  H5() = default;
  H5(hid_t id, Close close, const std::string& doing) : id_(id), close_(close) {
    if (id < 0) throw H5Failure("cannot " + doing);
  }
  H5(H5&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  H5& operator=(H5&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  H5(const H5&) = delete;
  H5& operator=(const H5&) = delete;
  ~H5() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT: a handle is used as its id everywhere

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

inline void require(herr_t status, const std::string& doing) {
  if (status < 0) throw H5Failure("cannot " + doing);
}

/// While it lives, HDF5 prints nothing to stderr from this thread: our errors tell what went wrong.
class H5Quiet {
 public:
  H5Quiet();
  ~H5Quiet();
  H5Quiet(const H5Quiet&) = delete;
  H5Quiet& operator=(const H5Quiet&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* client_ = nullptr;
};

void write_attribute(hid_t object, const std::string& name, std::string_view text);
void write_attribute(hid_t object, const std::string& name, std::span<const double> values);
void write_attribute(hid_t object, const std::string& name, std::int64_t value);
void write_attribute(hid_t object, const std::string& name, std::span<const std::string> texts);
/// A 1-D dataset of fixed-length UTF-8 strings.
void write_strings(hid_t group, const std::string& name, std::span<const std::string> texts);
/// A rows x columns dataset of doubles, stored as it is.
void write_matrix(hid_t group, const std::string& name, std::span<const double> values, std::size_t columns);

[[nodiscard]] std::string read_text_attribute(hid_t object, const std::string& name);
/// Throws where the attribute does not hold exactly `count` numbers.
[[nodiscard]] std::vector<double> read_numbers_attribute(hid_t object, const std::string& name, std::size_t count);
[[nodiscard]] std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name);
[[nodiscard]] bool has_link(hid_t group, const std::string& name);
/// What a group holds, by name.
[[nodiscard]] std::vector<std::string> link_names(hid_t group);

/// A group or dataset creation list that stores no time of creation: the same data give the same bytes.
[[nodiscard]] H5 creation_list(hid_t object_class);

}  // namespace pellucid::detail
