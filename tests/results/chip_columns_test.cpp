#include "results/chip_columns.h"

#include <gtest/gtest.h>

#include <cstring>

#include "results/chips_h5.h"
#include "results/results_error.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using testing::synthetic_result;
using testing::TestFolder;

TEST(ChipColumns, OneColumnIsWhatTheWholeTableHolds) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {110, 120}});  // more rows than a chunk
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto columns = ChipColumns::open(folder / "chips.h5");
  ASSERT_TRUE(columns) << columns.error().message();
  EXPECT_EQ(columns->rows(), data.table.size());
  EXPECT_TRUE(columns->has("relative_intensity"));
  EXPECT_FALSE(columns->has("peak_nm"));
  const auto sigma = columns->floats("intensity_sigma_e");
  ASSERT_TRUE(sigma);
  ASSERT_EQ(sigma->size(), data.table.size());
  EXPECT_EQ(0, std::memcmp(sigma->data(), data.table.layers[0].intensity_sigma_e.data(), sigma->size() * 4));
  EXPECT_EQ(columns->integers("column").value(), data.table.column);
  EXPECT_EQ(columns->classes().value(), data.table.chip_class);
  EXPECT_EQ(columns->flags().value(), data.table.flags);
  EXPECT_EQ(columns->bytes("el_pass").value(), data.table.el->pass);
  EXPECT_EQ(columns->floats("row").value().back(), static_cast<float>(data.table.row.back()));
}

TEST(ChipColumns, SomeRowsOfSomeColumnsInTheOrderAskedFor) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {110, 120}});
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto columns = ChipColumns::open(folder / "chips.h5").value();
  const std::vector<std::string> names{"flags", "intensity_e", "class"};
  const std::vector<std::size_t> rows{data.table.size() - 1, 0, 70'000, 3, 3};
  const auto values = columns.values(names, rows);
  ASSERT_TRUE(values) << values.error().message();
  ASSERT_EQ(values->size(), names.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ((*values)[0][i], static_cast<float>(data.table.flags[rows[i]]));
    EXPECT_EQ((*values)[1][i], data.table.layers[0].intensity_e[rows[i]]);
    EXPECT_EQ((*values)[2][i], static_cast<float>(data.table.chip_class[rows[i]]));
  }
  EXPECT_TRUE(columns.values(names, {}).value().front().empty());
  const std::vector<std::string> unknown{"peak_nm"};
  EXPECT_EQ(columns.values(unknown, rows).error().code, results_error::kColumn);
}

TEST(ChipColumns, SaysUnitsAndKinds) {
  const TestFolder folder;
  const ResultData data = synthetic_result({});
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto columns = ChipColumns::open(folder / "chips.h5").value();
  for (const ChipColumnInfo& info : columns.columns()) {
    if (info.name == "intensity_e") {
      EXPECT_EQ(info.units, "e");
    }
    if (info.name == "row") {
      EXPECT_FALSE(info.is_real);
    }
    if (info.name == "x_um") {
      EXPECT_TRUE(info.is_real);
    }
  }
}

TEST(ChipColumns, AColumnThatIsNotThereAndAFileThatIsGone) {
  const TestFolder folder;
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", synthetic_result({}).table, {}, {}));
  const auto columns = ChipColumns::open(folder / "chips.h5").value();
  EXPECT_EQ(columns.floats("peak_nm").error().code, results_error::kColumn);
  std::filesystem::remove(folder / "chips.h5");
  EXPECT_EQ(columns.floats("x_um").error().code, results_error::kNotFound);
  EXPECT_EQ(ChipColumns::open(folder / "chips.h5").error().code, results_error::kNotFound);
}

}  // namespace
}  // namespace pellucid
