// Numbers as text: the scalar writer against std::to_chars, vectors of every kind against the scalar writer.
#include "results/detail/fixed_text.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "results/detail/fixed_cells.h"

namespace pellucid {
namespace {

/// Floats of every kind: of any exponent, of a column's usual size, halves of the last place and their neighbours.
class Floats {
 public:
  float operator()(int decimals) {
    switch (random_() % 4) {
      case 0:
        return std::bit_cast<float>(static_cast<std::uint32_t>(random_()));
      case 1:
        return std::copysign(std::pow(10.0F, exponent_(random_)), sign_(random_));
      case 2:
        return half(decimals);
      default:
        return std::nextafter(half(decimals), sign_(random_) < 0 ? -1e30F : 1e30F);
    }
  }

 private:
  /// An odd number of 1 / 2^(decimals + 1): times 10^decimals, that is a whole number and a half.
  float half(int decimals) {
    const auto number = static_cast<float>((random_() >> (random_() % 24 + 8)) | 1U);
    return std::copysign(std::ldexp(number, -decimals - 1), sign_(random_));
  }

  std::mt19937 random_{7};
  std::uniform_real_distribution<float> exponent_{-8, 14}, sign_{-1, 1};
};

/// Of std::to_chars, which rounds what is exact: a half goes to the even neighbour there, away from zero here.
std::string expected_text(float value, int decimals) {
  double rounded = value;
  const double scaled = std::abs(rounded) * std::pow(10.0, decimals);  // exact
  if (scaled - std::floor(scaled) == 0.5) rounded = std::nextafter(rounded, std::copysign(1e300, rounded));
  std::array<char, 400> text{};
  std::string made(
      text.data(),
      std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed, decimals).ptr);
  const bool is_zero = made.find_first_of("123456789") == std::string::npos;
  return is_zero && made[0] == '-' ? made.substr(1) : made;
}

std::string written(double value, int decimals) {
  std::array<char, detail::kFixedTextMax> text{};
  return {text.data(), detail::append_fixed(text.data(), value, decimals)};
}

TEST(FixedText, IsRoundedAsContracted) {
  Floats floats;
  int halves = 0;
  for (int i = 0; i < 2'000'000; ++i) {
    const int decimals = i % 7;
    const float value = floats(decimals);
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(written(value, decimals), expected_text(value, decimals)) << value << " " << decimals;
    const double scaled = std::abs(double{value}) * std::pow(10.0, decimals);
    halves += scaled - std::floor(scaled) == 0.5;
  }
  EXPECT_GT(halves, 100'000);
}

/// With what stands behind the length left out.
std::string text_of(const detail::TextCell* cell) {
  std::array<char, 32> text{};
  return cell->length() == 0 ? "too long" : std::string(text.data(), cell->append_to(text.data()));
}

void expect_scalar_cells(const std::vector<double>& numbers, int decimals) {
  std::vector<detail::TextCell> vectors(detail::kStripRows + 1), scalar(detail::kStripRows + 1);
  detail::fixed_cells(numbers.data(), decimals, vectors.data());
  detail::fixed_cells_scalar(numbers.data(), decimals, scalar.data());
  for (std::size_t i = 0; i < detail::kStripRows; ++i)
    ASSERT_EQ(text_of(&vectors[i]), text_of(&scalar[i])) << numbers[i] << " " << decimals;
}

/// A kind of vectors that this processor has.
class FixedCells : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { choose(GetParam()); }
  void TearDown() override { choose(0); }

 private:
  static void choose(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};
INSTANTIATE_TEST_SUITE_P(Vectors, FixedCells, ::testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& tested) { return hwy::TargetName(tested.param); });

TEST_P(FixedCells, AgreeWithTheScalarWriter) {
  Floats floats;
  std::vector<double> numbers(detail::kStripRows);
  for (int i = 0; i < 35'000; ++i) {
    for (double& number : numbers) number = floats(i % 7);
    ASSERT_NO_FATAL_FAILURE(expect_scalar_cells(numbers, i % 7));
  }
}

TEST_P(FixedCells, IntegersAgreeWithTheScalarWriter) {
  std::mt19937 random(11);
  std::vector<double> numbers(detail::kStripRows);
  for (int i = 0; i < 10'000; ++i) {
    for (double& number : numbers) {
      const auto value = static_cast<std::uint32_t>(random()) >> (random() % 32);
      number = random() % 2 == 0 ? value : static_cast<double>(static_cast<std::int32_t>(value));
    }
    ASSERT_NO_FATAL_FAILURE(expect_scalar_cells(numbers, 0));
  }
}

TEST_P(FixedCells, Edges) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> numbers{0,         -0.0,       kNone,  infinity, -infinity, 0.004999, -0.004,
                              999999.99, -999999.99, 1e6,    -0.01,    1e38,      5e-324,   -1e-38,
                              0.125,     0.375,      -0.125, 9.99,     9.995,     1234.5,   -1};
  numbers.resize(detail::kStripRows, 7);
  std::vector<detail::TextCell> cells(detail::kStripRows + 1);
  detail::fixed_cells(numbers.data(), 2, cells.data());
  const std::vector<std::string> expected{"0.00,", "0.00,",      ",",           ",",        ",",      "0.00,",
                                          "0.00,", "999999.99,", "-999999.99,", "too long", "-0.01,", "too long",
                                          "0.00,", "0.00,",      "0.13,",       "0.38,",    "-0.13,", "9.99,"};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(text_of(&cells[i]), expected[i]) << i;
  EXPECT_EQ(text_of(&cells[19]), "1234.50,");
  EXPECT_EQ(text_of(&cells[20]), "-1.00,");
}

TEST(FixedText, IntegersAgreeWithTheLibrary) {
  const auto text = [](std::int64_t value) {
    char out[detail::kFixedTextMax];
    return std::string(out, detail::append_integer(out, value));
  };
  for (std::int64_t power = 1; power <= 1'000'000'000'000; power *= 10) {
    for (const std::int64_t step : {-1, 0, 1}) {
      EXPECT_EQ(text(power + step), std::to_string(power + step));
      EXPECT_EQ(text(-power + step), std::to_string(-power + step));
    }
  }
  std::mt19937 random(9);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint32_t value = static_cast<std::uint32_t>(random()) >> (random() % 32);
    ASSERT_EQ(text(value), std::to_string(value));
  }
}

TEST(FixedText, Edges) {
  const auto text = [](float value, int decimals) {
    char out[detail::kFixedTextMax + 1];
    return std::string(out, detail::append_fixed(out, value, decimals));
  };
  EXPECT_EQ(text(0, 0), "0");
  EXPECT_EQ(text(-0.0F, 2), "0.00");
  EXPECT_EQ(text(-0.004F, 2), "0.00");
  EXPECT_EQ(text(0.05F, 2), "0.05");
  EXPECT_EQ(text(9.999F, 2), "10.00");
  EXPECT_EQ(text(0.5F, 6), "0.500000");
  EXPECT_EQ(text(99999992.0F, 0), "99999992") << "eight digits";
  EXPECT_EQ(text(-999999.9375F, 2), "-999999.94");
  EXPECT_EQ(text(1000000.0F, 2), "1000000.00") << "nine digits";
  EXPECT_EQ(text(-123.0F, 0), "-123");
  EXPECT_EQ(text(std::numeric_limits<float>::max(), 2), "340282346638528859811704183484516925440.00");
}

}  // namespace
}  // namespace pellucid
