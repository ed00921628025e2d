/// Mechanical defects of a reflectance layer: what the truth says of them.
#include "samples/simulator/reflectance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "samples/simulator/chip_state.h"
#include "samples/simulator/simulate.h"
#include "samples/simulator/truth.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

SimulationOptions marked() {
  SimulationOptions o = *simulation_preset("small");
  o.el.write = false;
  o.defects.missing = 0.01;
  o.layers.push_back({"mirror", LayerKind::reflectance, 0, {3, 4}, -400});
  o.reflectance.particle = o.reflectance.crack = o.reflectance.chipping = o.reflectance.residue = 0.01;
  o.reflectance.scratches = 2;
  o.threads = 2;
  return o;
}

TEST(Reflectance, TruthNamesEveryMarkedChip) {
  const test::TempFolder folder;
  ASSERT_TRUE(simulate(marked(), folder.path() / "scan"));
  const auto truth = read_truth(folder.path() / "scan");
  ASSERT_TRUE(truth);
  std::ifstream csv(folder.path() / "scan" / "mechanical.csv");
  std::string line;
  std::int64_t rows = -1;
  while (std::getline(csv, line)) rows += line.starts_with("grazed") ? 0 : 1;
  std::int64_t mechanical = 0, missing = 0;
  for (std::size_t k = 0; k < truth->size(); ++k) {
    mechanical += truth->defect[k] == ChipClass::mechanical ? 1 : 0;
    missing += truth->kind[k] == DefectKind::missing ? 1 : 0;
  }
  EXPECT_EQ(rows, mechanical);
  EXPECT_GT(missing, 50);
  EXPECT_NEAR(static_cast<double>(mechanical), 0.04 * static_cast<double>(truth->size()),
              0.01 * static_cast<double>(truth->size()));
}

TEST(Reflectance, ChippedCornersHaveTheAskedArea) {
  SimulationOptions o = marked();
  o.reflectance = {};
  o.reflectance.chipping = 1;
  const sim::ChipModel model(o);
  const sim::Reflectance reflectance(o);
  const double mesa_um2 = o.chips.size_um.x * o.chips.size_um.y;
  for (std::int32_t column = 100; column < 120; ++column) {
    const auto blemish = reflectance.blemish(model.state({column, model.lattice().rows() / 2}));
    if (!blemish) continue;
    EXPECT_NEAR(blemish->area_um2(), 0.05 * mesa_um2, 1e-9);
    EXPECT_GT(blemish->contrast_sigma, 0) << "towards a brighter ground";
  }
}

TEST(Reflectance, OptionsThatCannotBeAreNamed) {
  SimulationOptions o = marked();
  o.layers.back().mesa_e_per_px = -1e6;
  const auto checked = check(o);
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().message().find("mesa_e_per_px"), std::string::npos);
}

}  // namespace
}  // namespace pellucid
