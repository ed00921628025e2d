#include "results/chips_h5.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <tbb/global_control.h>

#include <cstdlib>
#include <cstring>

#include "results/results_error.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using testing::bytes_of;
using testing::synthetic_result;
using testing::TestFolder;

/// Bit for bit, so that NaN equals NaN.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool all_nan(const std::vector<float>& values, std::size_t rows) {
  return values.size() == rows && std::ranges::all_of(values, [](float v) { return std::isnan(v); });
}

Result<void> write(const std::filesystem::path& path, const ResultData& data, std::stop_token stop = {}) {
  return write_chips_h5(path, data.table, data.registrations, data.layers, stop);
}

TEST(ChipsH5, EveryColumnComesBackBitForBit) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {110, 120}});  // more rows than a chunk, the last one not full
  ASSERT_GT(data.table.size(), 65536U);
  ASSERT_TRUE(write(folder / "chips.h5", data));
  const auto read = read_chip_table(folder / "chips.h5");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(same_bits(read->column, data.table.column));
  EXPECT_TRUE(same_bits(read->row, data.table.row));
  EXPECT_TRUE(same_bits(read->x_um, data.table.x_um));
  EXPECT_TRUE(same_bits(read->y_um, data.table.y_um));
  EXPECT_TRUE(same_bits(read->chip_class, data.table.chip_class));
  EXPECT_TRUE(same_bits(read->flags, data.table.flags));
  ASSERT_EQ(read->layers.size(), 2U);
  EXPECT_EQ(read->layers[0].layer, "pl");
  EXPECT_EQ(read->layers[1].layer, "pl-high");
  for (const auto member :
       {&LayerColumns::intensity_e, &LayerColumns::intensity_sigma_e, &LayerColumns::relative_intensity,
        &LayerColumns::peak_e, &LayerColumns::nonuniformity, &LayerColumns::centroid_dx_um,
        &LayerColumns::centroid_dy_um, &LayerColumns::background_e}) {
    EXPECT_TRUE(same_bits(read->layers[0].*member, data.table.layers[0].*member));
  }
  EXPECT_TRUE(same_bits(read->layers[1].intensity_e, data.table.layers[1].intensity_e));
  EXPECT_TRUE(all_nan(read->layers[1].peak_e, data.table.size())) << "a column that was not written reads as NaN";
  ASSERT_TRUE(read->el);
  EXPECT_TRUE(same_bits(read->el->intensity, data.table.el->intensity));
  EXPECT_TRUE(same_bits(read->el->vf_v, data.table.el->vf_v));
  EXPECT_TRUE(same_bits(read->el->ir_ua, data.table.el->ir_ua));
  EXPECT_TRUE(same_bits(read->el->pass, data.table.el->pass));
}

TEST(ChipsH5, RegistrationComesBack) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {1000, 1000}});
  ASSERT_TRUE(write(folder / "chips.h5", data));
  const auto read = read_registrations(folder / "chips.h5");
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->size(), 2U);
  const LayerRegistration& expected = data.registrations[0];
  const LayerRegistration& found = read->at(0);
  EXPECT_EQ(found.layer, "pl");
  EXPECT_EQ(found.wafer_from_design.xy, expected.wafer_from_design.xy);
  EXPECT_EQ(found.wafer_from_design.shift, expected.wafer_from_design.shift);
  EXPECT_EQ(found.pitch_um, expected.pitch_um);
  EXPECT_EQ(found.confidence, expected.confidence);
  EXPECT_EQ(found.confidence_basis, "outline");
  EXPECT_EQ(found.odd_line_phase_px, expected.odd_line_phase_px);
  ASSERT_EQ(found.tile_correction_um.size(), 2U);
  EXPECT_EQ(found.tile_correction_um[0], (Vec2{0.4, -1.2}));
  EXPECT_TRUE(std::isnan(found.tile_correction_um[1].x));
}

/// HDF5's own filters, not ours, unpack the chunks here.
template <class T>
std::vector<T> plain_column(const std::filesystem::path& path, const std::string& name, hid_t type, std::size_t rows) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, ("/chips/" + name).c_str(), H5P_DEFAULT);
  std::vector<T> values(rows);
  EXPECT_GE(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0) << name;
  H5Dclose(dataset);
  H5Fclose(file);
  return values;
}

TEST(ChipsH5, PlainHdf5ReadsTheChunks) {
  const TestFolder folder;
  ResultData data = synthetic_result({.pitch_um = {110, 120}});
  const std::size_t n = data.table.size();
  LayerColumns& layer = data.table.layers[0];
  std::ranges::fill(layer.peak_e, 7.25F);
  std::ranges::fill(layer.background_e, std::numeric_limits<float>::quiet_NaN());
  ASSERT_TRUE(write(folder / "chips.h5", data));
  const auto floats = [&](const std::string& name) {
    return plain_column<float>(folder / "chips.h5", name, H5T_NATIVE_FLOAT, n);
  };
  EXPECT_TRUE(same_bits(floats("x_um"), data.table.x_um));
  EXPECT_TRUE(same_bits(floats("intensity_e"), layer.intensity_e));
  EXPECT_TRUE(same_bits(floats("centroid_dx_um"), layer.centroid_dx_um));
  EXPECT_TRUE(same_bits(floats("peak_e"), layer.peak_e)) << "one value everywhere";
  EXPECT_TRUE(same_bits(floats("background_e"), layer.background_e)) << "NaN everywhere";
  EXPECT_TRUE(same_bits(floats("intensity_e@pl-high"), data.table.layers[1].intensity_e));
  const auto path = folder / "chips.h5";
  EXPECT_TRUE(same_bits(plain_column<std::int32_t>(path, "column", H5T_NATIVE_INT32, n), data.table.column));
  EXPECT_TRUE(same_bits(plain_column<std::uint32_t>(path, "flags", H5T_NATIVE_UINT32, n), data.table.flags));
  EXPECT_TRUE(same_bits(plain_column<std::uint8_t>(path, "el_pass", H5T_NATIVE_UINT8, n), data.table.el->pass));
}

/// Another program may store a column as it likes: whole, as doubles, or without one of the filters.
TEST(ChipsH5, ColumnsThatOthersStoredAreRead) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {300, 300}});
  const auto path = folder / "chips.h5";
  ASSERT_TRUE(write(path, data));
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hsize_t rows = data.table.size(), chunk = 1000;
  const hid_t space = H5Screate_simple(1, &rows, nullptr);
  const auto replace = [&](const char* name, hid_t type, hid_t list, const std::vector<float>& values) {
    H5Ldelete(file, name, H5P_DEFAULT);
    const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    EXPECT_GE(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
  };
  replace("/chips/x_um", H5T_IEEE_F64LE, H5P_DEFAULT, data.table.x_um);
  const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(list, 1, &chunk);
  H5Pset_deflate(list, 6);
  replace("/chips/peak_e", H5T_IEEE_F32LE, list, data.table.layers[0].peak_e);
  H5Premove_filter(list, H5Z_FILTER_DEFLATE);
  H5Pset_shuffle(list);
  H5Pset_deflate(list, 9);
  replace("/chips/background_e", H5T_IEEE_F32LE, list, data.table.layers[0].background_e);
  H5Pclose(list);
  H5Sclose(space);
  H5Fclose(file);
  const auto read = read_chip_table(path);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(same_bits(read->x_um, data.table.x_um));
  EXPECT_TRUE(same_bits(read->layers[0].peak_e, data.table.layers[0].peak_e));
  EXPECT_TRUE(same_bits(read->layers[0].background_e, data.table.layers[0].background_e))
      << "HDF5's own zlib, unpacked by us";
  EXPECT_TRUE(same_bits(read->layers[0].intensity_e, data.table.layers[0].intensity_e));
}

TEST(ChipsH5, H5dumpSeesUnitsAndTiles) {
  if (std::system("command -v h5dump > /dev/null") != 0) GTEST_SKIP() << "h5dump (hdf5-tools) is not installed";
  const TestFolder folder;
  ASSERT_TRUE(write(folder / "chips.h5", synthetic_result({.pitch_um = {1000, 1000}})));
  const std::string command =
      "h5dump -a /chips/x_um/units -a /chips/class/codes -d /registration/pl/tile_file -d /chips/row '" +
      (folder / "chips.h5").string() + "' > '" + (folder / "dump").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const std::string dump = bytes_of(folder / "dump");
  EXPECT_THAT(dump, ::testing::HasSubstr("\"um\""));
  EXPECT_THAT(dump, ::testing::HasSubstr("2=dark"));
  EXPECT_THAT(dump, ::testing::HasSubstr("pl/x000_y000.tif"));
}

TEST(ChipsH5, SameBytesForAnyNumberOfThreads) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {100, 110}});
  for (const int threads : {1, 2, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
    ASSERT_TRUE(write(folder / ("chips" + std::to_string(threads)), data));
  }
  EXPECT_EQ(bytes_of(folder / "chips1"), bytes_of(folder / "chips2"));
  EXPECT_EQ(bytes_of(folder / "chips1"), bytes_of(folder / "chips4"));
}

TEST(ChipsH5, EmptyTableComesBack) {
  const TestFolder folder;
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", {}, {}, {}));
  const auto read = read_chip_table(folder / "chips.h5");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->size(), 0U);
  EXPECT_FALSE(read->el);
}

TEST(ChipsH5, ColumnCutShortIsRefused) {
  const TestFolder folder;
  ResultData data = synthetic_result({.pitch_um = {1000, 1000}});
  data.table.layers[0].peak_e.pop_back();
  const auto written = write(folder / "chips.h5", data);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, results_error::kShape);
  EXPECT_THAT(written.error().what, ::testing::HasSubstr("peak_e"));
}

TEST(ChipsH5, NoFileTextFileAndOtherSchemaAreTold) {
  const TestFolder folder;
  EXPECT_EQ(read_chip_table(folder / "none.h5").error().code, results_error::kNotFound);
  testing::write_bytes(folder / "text.h5", "this is no HDF5 file");
  const auto text = read_chip_table(folder / "text.h5");
  EXPECT_EQ(text.error().code, results_error::kMalformed);
  EXPECT_EQ(text.error().path, (folder / "text.h5").string());
  EXPECT_EQ(text.error().kind, ErrorKind::bad_input);
  H5Fclose(H5Fcreate((folder / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_EQ(read_chip_table(folder / "other.h5").error().code, results_error::kSchema);
}

TEST(ChipsH5, TruncatedFilesAreRefused) {
  const TestFolder folder;
  ASSERT_TRUE(write(folder / "chips.h5", synthetic_result({.pitch_um = {1000, 1000}})));
  const std::string whole = bytes_of(folder / "chips.h5");
  for (std::size_t i = 1; i < 20; ++i) {
    testing::write_bytes(folder / "cut.h5", whole.substr(0, whole.size() * i / 20));
    EXPECT_FALSE(read_chip_table(folder / "cut.h5")) << i;
  }
}

TEST(ChipsH5, DamagedChunkIsRefused) {
  const TestFolder folder;
  ASSERT_TRUE(write(folder / "chips.h5", synthetic_result({.pitch_um = {1000, 1000}})));
  const hid_t file = H5Fopen((folder / "chips.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "/chips/intensity_e", H5P_DEFAULT);
  const hsize_t first = 0;
  unsigned mask = 0;
  haddr_t address = 0;
  hsize_t size = 0;
  ASSERT_GE(H5Dget_chunk_info_by_coord(dataset, &first, &mask, &address, &size), 0);
  H5Dclose(dataset);
  H5Fclose(file);
  std::string damaged = bytes_of(folder / "chips.h5");
  damaged[address + size / 2] = static_cast<char>(~damaged[address + size / 2]);
  testing::write_bytes(folder / "bad.h5", damaged);
  const auto read = read_chip_table(folder / "bad.h5");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, results_error::kMalformed);
  EXPECT_THAT(read.error().what, ::testing::HasSubstr("intensity_e"));
}

TEST(ChipsH5, UnknownClassCodeIsRefused) {
  const TestFolder folder;
  ResultData data = synthetic_result({.pitch_um = {1000, 1000}});
  data.table.chip_class[17] = static_cast<ChipClass>(77);
  ASSERT_TRUE(write(folder / "chips.h5", data));
  const auto read = read_chip_table(folder / "chips.h5");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().what, ::testing::AllOf(::testing::HasSubstr("row 17"), ::testing::HasSubstr("77")));
}

TEST(ChipsH5, StopsWhenAsked) {
  const TestFolder folder;
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(write(folder / "chips.h5", synthetic_result({.pitch_um = {1000, 1000}}), source.get_token()).error().kind,
            ErrorKind::cancelled);
}

}  // namespace
}  // namespace pellucid
