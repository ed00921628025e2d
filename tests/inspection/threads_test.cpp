/// The same bytes in every dataset of chips.h5, whatever the number of threads.
#include <gtest/gtest.h>
#include <hdf5.h>

#include <map>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using Datasets = std::map<std::string, std::vector<unsigned char>>;

herr_t add_dataset(hid_t file, const char* name, const H5O_info_t* info, void* to) {
  if (info->type != H5O_TYPE_DATASET) return 0;
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t type = H5Dget_type(dataset);
  const hid_t space = H5Dget_space(dataset);
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
  // Text of variable length is read as pointers: its bytes are not data.
  if (H5Tis_variable_str(type) <= 0) {
    std::vector<unsigned char> bytes(count * H5Tget_size(type));
    EXPECT_GE(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), 0) << name;
    (*static_cast<Datasets*>(to))[name] = std::move(bytes);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
  return 0;
}

Datasets datasets_of(const fs::path& path) {
  Datasets all;
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  EXPECT_GE(file, 0) << path;
  if (file < 0) return all;
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_NATIVE, add_dataset, &all, H5O_INFO_BASIC);
  H5Fclose(file);
  return all;
}

void expect_same_bytes(const SimulationOptions& options) {
  const test::WaferCase wafer(options);
  Datasets first;
  for (const int threads : {1, 2, 4}) {
    const auto data = wafer.inspect([&](InspectRequest& r) { r.threads = threads; });
    ASSERT_TRUE(data) << data.error().message();
    Datasets found = datasets_of(wafer.result() / "chips.h5");
    ASSERT_GT(found.size(), 12U);
    if (threads == 1) {
      first = std::move(found);
      continue;
    }
    ASSERT_EQ(found.size(), first.size());
    for (const auto& [name, bytes] : first) {
      EXPECT_TRUE(found[name] == bytes) << name << " differs with " << threads << " threads";
    }
  }
}

TEST(Threads, SameBytesForARaster) {
  SimulationOptions options = test::small_wafer();
  options.el.write = true;
  options.raster = {true, 0.7, true, 0.03, 900, 0.004, 1};
  expect_same_bytes(options);
}

TEST(Threads, SameBytesForCameraTiles) {
  SimulationOptions options = *simulation_preset("camera");
  options.tiling.tile_width_px = options.tiling.tile_height_px = 512;
  options.chips.pitch_um = {80, 100};
  options.chips.size_um = {52, 68};
  options.chips.field = FieldDesign{30, 25, {120, 160}};
  options.chips.excluded = {{40, 46, 110, 116}, {200, 206, 100, 108}};
  options.tiling.pixel_um = {8, 8};
  options.optics.psf_sigma_um = 8;
  expect_same_bytes(options);
}

}  // namespace
}  // namespace pellucid
