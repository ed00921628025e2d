#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include "acquisition/error_code.h"
#include "acquisition/h5_handle.h"
#include "acquisition/spectra_file.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;
using detail::H5Handle;

constexpr hsize_t kMostChannels = 1 << 20;
constexpr hsize_t kMostSpectra = 100'000'000;

/// One dataset with its shape.
struct Dataset {
  H5Handle handle;
  std::vector<hsize_t> extent;
  [[nodiscard]] hsize_t values() const {
    hsize_t n = 1;
    for (const hsize_t e : extent) n *= e;
    return n;
  }
};

std::string shape_text(const std::vector<hsize_t>& extent) {
  return fmt::format("[{}]", fmt::join(extent, ", "));
}

class SpectraReader {
 public:
  SpectraReader(hid_t file, std::string path) : file_(file), path_(std::move(path)) {}

  [[nodiscard]] bool has(const char* name) const { return H5Lexists(file_, name, H5P_DEFAULT) > 0; }

  /// A numeric dataset of `ranks` dimensions (either).
  [[nodiscard]] Result<Dataset> open(const char* name, std::array<int, 2> ranks) const {
    if (!has(name)) return fail(bad_input(code::kFormat, path_, fmt::format("no dataset /{}", name), "it", "none"));
    Dataset set{H5Handle(H5Dopen2(file_, name, H5P_DEFAULT), H5Dclose), {}};
    if (!set.handle)
      return fail(bad_input(code::kCorrupt, path_, fmt::format("/{} cannot be opened", name), "a dataset", ""));
    const H5Handle type(H5Dget_type(set.handle.id()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind != H5T_INTEGER && kind != H5T_FLOAT)
      return fail(bad_input(code::kFormat, path_, fmt::format("/{} holds no numbers", name), "integers or floats", ""));
    const H5Handle space(H5Dget_space(set.handle.id()), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank == ranks[0] || rank == ranks[1]) {
      set.extent.resize(static_cast<std::size_t>(rank));
      H5Sget_simple_extent_dims(space.id(), set.extent.data(), nullptr);
      return set;
    }
    return fail(bad_input(code::kSize, path_, fmt::format("/{} has the wrong number of dimensions", name),
                          fmt::format("{}", ranks[0]), fmt::format("{}", rank)));
  }

  template <class T>
  [[nodiscard]] Result<std::vector<T>> numbers(const char* name, const Dataset& set, hid_t type) const {
    std::vector<T> values(static_cast<std::size_t>(set.values()));
    if (H5Dread(set.handle.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
      return fail(bad_input(code::kCorrupt, path_, fmt::format("/{} cannot be read", name), "whole data", "damage"));
    for (const T v : values)
      if (!std::isfinite(v))
        return fail(
            bad_input(code::kValue, path_, fmt::format("/{} holds a value that is no number", name), "numbers", "NaN"));
    return values;
  }

  /// A vector of the length of the axis; empty where it is not there.
  [[nodiscard]] Result<std::vector<float>> channels(const char* name, hsize_t length) const {
    if (length > 0 && !has(name)) return std::vector<float>{};
    auto set = open(name, {1, 1});
    if (!set) return fail(set.error());
    if (length > 0 && set->values() != length)
      return fail(bad_input(code::kSize, path_, fmt::format("/{} has another length than the spectra", name),
                            fmt::format("{}", length), fmt::format("{}", set->values())));
    if (set->values() > kMostChannels)
      return fail(bad_input(code::kTooLarge, path_, fmt::format("/{} is too long", name),
                            fmt::format("at most {}", kMostChannels), fmt::format("{}", set->values())));
    return numbers<float>(name, *set, H5T_NATIVE_FLOAT);
  }

  [[nodiscard]] Result<std::vector<Vec2>> positions(hsize_t spectra) const {
    auto set = open("position_um", {2, 2});
    if (!set) return fail(set.error());
    if (set->extent[0] != spectra || set->extent[1] != 2)
      return fail(bad_input(code::kSize, path_, "/position_um is not one pair a spectrum",
                            fmt::format("[{}, 2]", spectra), shape_text(set->extent)));
    auto flat = numbers<double>("position_um", *set, H5T_NATIVE_DOUBLE);
    if (!flat) return fail(flat.error());
    std::vector<Vec2> places;
    for (std::size_t i = 0; i + 1 < flat->size(); i += 2) places.push_back({(*flat)[i], (*flat)[i + 1]});
    return places;
  }

 private:
  hid_t file_;
  std::string path_;
};

class H5Spectra : public SpectraSource {
 public:
  H5Spectra(H5Handle file, Dataset counts, SpectrumAxis axis, bool falling, std::string path)
      : file_(std::move(file)),
        counts_(std::move(counts)),
        axis_(std::move(axis)),
        falling_(falling),
        path_(std::move(path)) {}

  [[nodiscard]] const SpectrumAxis& axis() const override { return axis_; }
  [[nodiscard]] std::int64_t size() const override {
    return counts_.extent.size() == 1 ? 1 : static_cast<std::int64_t>(counts_.extent[0]);
  }
  [[nodiscard]] bool counted() const override { return true; }

  Result<void> read(std::int64_t first, std::int64_t count, std::span<float> to) override {
    const detail::H5Silence silence;
    const H5Handle space(H5Dget_space(counts_.handle.id()), H5Sclose);
    const hsize_t n = axis_.size();
    const bool single = counts_.extent.size() == 1;
    const hsize_t start[2] = {single ? 0 : static_cast<hsize_t>(first), 0};
    const hsize_t extent[2] = {single ? n : static_cast<hsize_t>(count), n};
    const hsize_t flat = static_cast<hsize_t>(count) * n;
    const H5Handle memory(H5Screate_simple(1, &flat, nullptr), H5Sclose);
    if (H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, extent, nullptr) < 0 ||
        H5Dread(counts_.handle.id(), H5T_NATIVE_FLOAT, memory.id(), space.id(), H5P_DEFAULT, to.data()) < 0) {
      return fail(bad_input(code::kCorrupt, path_, fmt::format("/counts cannot be read at spectrum {}", first),
                            "whole data", "damage"));
    }
    if (falling_)
      for (std::int64_t i = 0; i < count; ++i)
        std::reverse(to.begin() + i * static_cast<std::int64_t>(n),
                     to.begin() + (i + 1) * static_cast<std::int64_t>(n));
    return {};
  }

 private:
  H5Handle file_;
  Dataset counts_;
  SpectrumAxis axis_;
  bool falling_;
  std::string path_;
};

Result<SpectrumAxis> axis_of(const SpectraReader& reader, bool may_fall, bool& falling, const std::string& path) {
  auto nm = reader.channels("wavelength_nm", 0);
  if (!nm) return fail(nm.error());
  auto dark = reader.channels("dark_counts", nm->size());
  if (!dark) return fail(dark.error());
  auto response = reader.channels("response", nm->size());
  if (!response) return fail(response.error());
  falling = may_fall && nm->size() > 1 && nm->front() > nm->back();
  if (falling)
    for (std::vector<float>* values : {&*nm, &*dark, &*response}) std::reverse(values->begin(), values->end());
  auto axis = spectrum_axis(std::move(*nm), std::move(*dark), *response);
  if (axis) return axis;
  Error error = axis.error();
  error.code = code::kValue;
  error.path = path;
  return fail(std::move(error));
}

}  // namespace

Result<SpectraFile> open_spectra_h5(const fs::path& path, bool need_positions) {
  const detail::H5Silence silence;
  H5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file) return fail(bad_input(code::kCorrupt, path.string(), "cannot be opened as HDF5", "an HDF5 file", ""));
  const SpectraReader reader(file.id(), path.string());
  bool falling = false;
  auto axis = axis_of(reader, !need_positions, falling, path.string());
  if (!axis) return fail(axis.error());
  auto counts = reader.open("counts", {2, need_positions ? 2 : 1});
  if (!counts) return fail(counts.error());
  if (counts->extent.back() != axis->size())
    return fail(bad_input(code::kSize, path.string(), "/counts does not fit the wavelengths",
                          fmt::format("[spectra, {}]", axis->size()), shape_text(counts->extent)));
  const hsize_t spectra = counts->extent.size() == 1 ? 1 : counts->extent[0];
  if (spectra == 0)
    return fail(bad_input(code::kSize, path.string(), "/counts holds no spectrum", "at least one", "none"));
  if (spectra > kMostSpectra)
    return fail(bad_input(code::kTooLarge, path.string(), "/counts holds too many spectra",
                          fmt::format("at most {}", kMostSpectra), fmt::format("{}", spectra)));
  SpectraFile made;
  if (need_positions || reader.has("position_um")) {
    auto places = reader.positions(spectra);
    if (!places) return fail(places.error());
    made.position_um = std::move(*places);
  }
  made.spectra =
      std::make_unique<H5Spectra>(std::move(file), std::move(*counts), std::move(*axis), falling, path.string());
  return made;
}

Result<SpectraFile> open_spectra(const fs::path& path, const std::optional<fs::path>& dark) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed))
    return fail(bad_input(code::kMissing, path.string(), "no such file", "a file of spectra",
                          fs::exists(path, failed) ? "a folder" : "nothing"));
  std::array<char, 8> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  if (begin != std::array<char, 8>{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'})
    return read_spectra_text(path, dark);
  if (dark)
    return fail({ErrorKind::usage, std::string(code::kUsage), dark->string(), "a dark file belongs to text spectra",
                 "/dark_counts in the HDF5 file", ""});
  return open_spectra_h5(path, false);
}

}  // namespace pellucid
