#include "results/detail/shapes_h5.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "results/detail/column_reader.h"
#include "results/detail/table_writer.h"

namespace pellucid::detail {

namespace {

struct Figure {
  const char* name;
  const char* units;
  float ChipShape::*value;
};
constexpr std::array<Figure, 8> kFigures{{
    {"shift", "mesa", &ChipShape::shift},
    {"shift_sigma", "mesa", &ChipShape::shift_sigma},
    {"excess", "1", &ChipShape::excess},
    {"excess_sigma", "1", &ChipShape::excess_sigma},
    {"fit_e", "e", &ChipShape::fit_e},
    {"fit_sigma_e", "e", &ChipShape::fit_sigma_e},
    {"plain_e", "e", &ChipShape::plain_e},
    {"plain_sigma_e", "e", &ChipShape::plain_sigma_e},
}};

}  // namespace

bool write_shapes(hid_t group, const ShapeEvidence& shapes, const std::stop_token& stop) {
  const auto number = [&](const char* name, double value) {
    write_attribute(group, name, std::span<const double>(&value, 1));
  };
  number("usual_shift", shapes.usual.shift);
  number("usual_excess", shapes.usual.excess);
  number("usual_excess_spread", shapes.usual.excess_spread);
  number("least_sigma", shapes.least_sigma);
  std::array<std::vector<float>, kFigures.size()> columns;
  TableWriter writer(group, shapes.chip.size());
  writer.add("chip", "row of /chips", H5T_STD_U32LE, shapes.chip);
  for (std::size_t i = 0; i < kFigures.size(); ++i) {
    for (const ChipShape& shape : shapes.shape) columns[i].push_back(shape.*kFigures[i].value);
    writer.add(kFigures[i].name, kFigures[i].units, H5T_IEEE_F32LE, columns[i]);
  }
  return writer.write(stop);
}

ShapeEvidence read_shapes(hid_t group, std::size_t rows) {
  ShapeEvidence shapes;
  const auto number = [&](const char* name) { return read_numbers_attribute(group, name, 1)[0]; };
  shapes.usual = {number("usual_shift"), number("usual_excess"), number("usual_excess_spread")};
  shapes.least_sigma = number("least_sigma");
  const H5 chips(H5Dopen2(group, "chip", H5P_DEFAULT), H5Dclose, "open the dataset 'judge/chip'");
  ColumnReader reader(group, rows_of(chips, "judge/chip"));
  std::array<std::vector<float>, kFigures.size()> columns;
  reader.add("chip", H5T_STD_U32LE, shapes.chip);
  for (std::size_t i = 0; i < kFigures.size(); ++i) reader.add(kFigures[i].name, H5T_IEEE_F32LE, columns[i]);
  reader.read();
  if (!std::ranges::is_sorted(shapes.chip, std::less_equal<>()) || (!shapes.chip.empty() && shapes.chip.back() >= rows))
    throw H5Failure("the dataset 'judge/chip' does not list rows of the chip table");
  shapes.shape.resize(shapes.chip.size());
  for (std::size_t i = 0; i < kFigures.size(); ++i) {
    for (std::size_t k = 0; k < shapes.shape.size(); ++k) shapes.shape[k].*kFigures[i].value = columns[i][k];
  }
  return shapes;
}

}  // namespace pellucid::detail
