#include "core/measure/chip_weights.h"

#include <gtest/gtest.h>

#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

struct Shape {
  Vec2 mesa_px, pitch_px;
  double sigma_px;
};

const std::vector<Shape> kShapes{{{6, 5}, {10, 8}, 0.8},
                                 {{5.2, 12.5}, {8.37, 19.6}, 0.9},
                                 {{2.4, 2.4}, {4.3, 4.1}, 1.0},
                                 {{20, 9}, {31.5, 14.5}, 2.5}};

ChipProfile profile_of(const Shape& s) {
  return blurred_rectangle(s.mesa_px.x, s.mesa_px.y, s.sigma_px, s.mesa_px.x / 2 + 6 * s.sigma_px,
                           s.mesa_px.y / 2 + 6 * s.sigma_px);
}

TEST(ChipWeights, the_box_covers_the_cell) {
  for (const Shape& s : kShapes) {
    const ChipWeights w(profile_of(s), {s.mesa_px, s.pitch_px, 0.1});
    EXPECT_GE(w.width(), std::floor(s.pitch_px.x));
    EXPECT_GE(w.height(), std::floor(s.pitch_px.y));
    EXPECT_LE(w.width(), 1.5 * s.pitch_px.x + 1);
    EXPECT_EQ(w.stride() % 8, 0);
    EXPECT_GE(w.stride(), w.width());
    for (int q = 0; q < kPhases; ++q) {
      double cell = 0;
      for (int i = 0; i < w.width(); ++i) cell += w.x(kOne, q)[i];
      EXPECT_GE(cell, std::floor(s.pitch_px.x)) << "phase " << q;
      EXPECT_LE(cell, std::ceil(s.pitch_px.x)) << "phase " << q;
    }
  }
}

TEST(ChipWeights, a_box_is_placed_within_half_a_phase_of_its_chip) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> where(-40, 400);
  for (const Shape& s : kShapes) {
    const ChipWeights w(profile_of(s), {s.mesa_px, s.pitch_px, 0.1});
    for (int n = 0; n < 2000; ++n) {
      const double centre = n < 64 ? n / 64.0 : where(random);
      const BoxPlace x = w.place_x(centre);
      const BoxPlace y = w.place_y(centre);
      ASSERT_LT(x.phase, kPhases);
      EXPECT_NEAR(w.offset_x(0, x.phase), x.first + 0.5 - centre, 1 / 64.0 + 1e-9) << centre;
      EXPECT_NEAR(w.offset_y(2, y.phase), y.first + 2.5 - centre, 1 / 64.0 + 1e-9) << centre;
    }
  }
}

TEST(ChipWeights, weights_are_those_of_their_offsets_and_end_with_the_box) {
  for (const Shape& s : kShapes) {
    const ChipWeights w(profile_of(s), {s.mesa_px, s.pitch_px, 0.1});
    for (int q = 0; q < kPhases; ++q) {
      const auto at = [&](AxisWeight k, int i) { return w.x(k, q)[i]; };
      for (int i = 0; i < w.width(); ++i) {
        const double d = w.offset_x(i, q);
        EXPECT_GE(at(kT, i), 0);
        EXPECT_LE(at(kT, i), 1.001F);
        EXPECT_NEAR(at(kC, i), d * at(kW, i), 1e-5);
        EXPECT_NEAR(at(kT2, i), at(kT, i) * at(kT, i), 1e-6);
        EXPECT_NEAR(at(kW2, i), at(kW, i) * at(kW, i), 1e-6);
        EXPECT_NEAR(at(kC2, i), at(kC, i) * at(kC, i), 1e-4);
        EXPECT_EQ(at(kGap, i) * at(kBody, i), 0);
        EXPECT_LE(at(kGap, i) + at(kBody, i), at(kOne, i));
        EXPECT_EQ(at(kM, i) > 0, std::abs(d) <= std::max(0.5, s.mesa_px.x / 2 - 0.5));
        if (std::abs(d) < s.mesa_px.x / 2 - 0.5) {
          EXPECT_EQ(at(kGap, i), 0);
        }
      }
      for (int k = 0; k < kAxisWeights; ++k) {
        for (int i = w.width(); i < w.stride(); ++i) EXPECT_EQ(at(static_cast<AxisWeight>(k), i), 0);
      }
    }
  }
}

TEST(ChipWeights, light_weights_fall_off_from_the_middle_and_more_so_in_noise) {
  const Shape s = kShapes.front();
  const auto edge_weight = [&](double noise_ratio) {
    const ChipWeights w(profile_of(s), {s.mesa_px, s.pitch_px, noise_ratio});
    const float* t = w.x(kT, 16);
    for (int i = w.width() / 2; i + 1 < w.width(); ++i) EXPECT_LE(t[i + 1], t[i] + 1e-6F);
    return t[0] / t[w.width() / 2];
  };
  EXPECT_LT(edge_weight(1.0), edge_weight(1e-3));
}

// --- norms ---

struct Steps {
  Vec2 column{10, 0.31}, row{-0.22, -8}, column_street{4, 0.1}, row_street{-0.1, -3};
  [[nodiscard]] Vec2 to(int di, int dj, ChipNorms::Streets s) const {
    Vec2 step = di * column + dj * row;
    if ((di < 0 && (s & 1) != 0) || (di > 0 && (s & 2) != 0)) step = step + di * column_street;
    if ((dj < 0 && (s & 4) != 0) || (dj > 0 && (s & 8) != 0)) step = step + dj * row_street;
    return step;
  }
};

class Norms : public ::testing::Test {
 protected:
  /// Two components: a mesa and a brighter spot on it.
  static ChipProfile two_components() {
    ChipProfile profile = blurred_rectangle(6, 5, 0.9, 11, 11);
    profile.components.push_back(blurred_rectangle(3, 3, 1.2, 11, 11).components.front());
    profile.components.back().x.scale(0.25);
    profile.normalize();
    return profile;
  }
  /// Sum of weight * f over the pixels of a box, odd lines at their own phase.
  template <class F>
  [[nodiscard]] double brute(ChipSum sum, ChipPhase phase, const F& f) const {
    const WeightPair pair = kSumWeights[sum];
    double total = 0;
    for (int j = 0; j < weights_.height(); ++j) {
      const bool odd = ((j + phase.parity()) & 1) != 0;
      const int qx = odd ? phase.x_odd() : phase.x_even();
      for (int i = 0; i < weights_.width(); ++i) {
        const double w =
            static_cast<double>(weights_.x(pair.x, qx)[i]) * static_cast<double>(weights_.y(pair.y, phase.y())[j]);
        total += w * f(Vec2{weights_.offset_x(i, qx), weights_.offset_y(j, phase.y())});
      }
    }
    return total;
  }
  ChipProfile profile_ = two_components();
  ChipWeights weights_{profile_, {{6, 5}, {10, 8}, 0.1}};
  Steps steps_;
  ChipNorms norms_{profile_, weights_, steps_.column, steps_.row, steps_.column_street, steps_.row_street};
  std::vector<ChipPhase> phases_{
      {0, 0, 0, false}, {31, 31, 31, true}, {5, 22, 13, false}, {5, 22, 13, true}, {17, 3, 30, true}};
};

TEST_F(Norms, phases_survive_their_packing) {
  for (int k = 0; k < 32; ++k) {
    const ChipPhase p(k, 31 - k, (k * 7) % 32, k % 2 == 1);
    EXPECT_EQ(p.x_even(), k);
    EXPECT_EQ(p.x_odd(), 31 - k);
    EXPECT_EQ(p.y(), (k * 7) % 32);
    EXPECT_EQ(p.parity(), k % 2);
  }
}

TEST_F(Norms, background_is_the_sum_of_the_weights) {
  for (const ChipPhase phase : phases_) {
    for (int s = 0; s < kChipSums; ++s) {
      const auto sum = static_cast<ChipSum>(s);
      const double expected = brute(sum, phase, [](Vec2) { return 1.0; });
      EXPECT_NEAR(norms_.background(sum, phase), expected, 1e-4 + 1e-5 * std::abs(expected)) << "sum " << s;
    }
  }
}

TEST_F(Norms, light_is_the_weighted_profile_from_every_place_across_every_street) {
  for (const ChipPhase phase : phases_) {
    for (int s = 0; s < kChipSums; ++s) {
      const auto sum = static_cast<ChipSum>(s);
      for (ChipNorms::Streets streets = 0; streets < 16; ++streets) {
        for (int place = 0; place < kPlaces; ++place) {
          const Vec2 at = steps_.to(place % 3 - 1, place / 3 - 1, streets);
          ASSERT_NEAR(norms_.step(place, streets).x, at.x, 1e-12);
          ASSERT_NEAR(norms_.step(place, streets).y, at.y, 1e-12);
          const double expected = brute(sum, phase, [&](Vec2 d) { return profile_.at(d.x - at.x, d.y - at.y); });
          ASSERT_NEAR(norms_.light(sum, phase, place, streets), expected, 2e-6 + 1e-5 * std::abs(expected))
              << "sum " << s << " place " << place << " streets " << int{streets};
        }
      }
    }
  }
}

TEST_F(Norms, mesa_square_is_the_sum_of_the_squared_profile_inside_the_mesa) {
  for (const ChipPhase phase : phases_) {
    const double expected = brute(kMesa, phase, [&](Vec2 d) { return profile_.at(d.x, d.y) * profile_.at(d.x, d.y); });
    EXPECT_NEAR(norms_.mesa_square(phase), expected, 1e-5 * expected);
  }
}

}  // namespace
}  // namespace pellucid
