#include "core/measure/comb_phase.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace pellucid {
namespace {

using Complex = std::complex<double>;
constexpr double kTwoPi = 2 * std::numbers::pi;
constexpr int kBlockPitches = 5;

/// Gradient of a comb's phase [cycles / pixel] in a window's frame at the design's turn.
struct CombWave {
  double x = 0, y = 0;
};

std::array<CombWave, 2> design_waves(const ChipGrid& grid, const Affine2& wafer_from_pixel) {
  const double a = grid.rotation_deg * std::numbers::pi / 180;
  const double c = std::cos(a);
  const double s = std::sin(a);
  const double px = wafer_from_pixel.xx;
  const double py = wafer_from_pixel.yy;  // negative: rows go down
  return {CombWave{c * px / grid.pitch_um.x, s * py / grid.pitch_um.x},
          CombWave{-s * px / grid.pitch_um.y, c * py / grid.pitch_um.y}};
}

std::vector<Complex> wave_table(double cycles_per_px, std::int64_t count) {
  std::vector<Complex> table(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    table[static_cast<std::size_t>(i)] = std::polar(1.0, -kTwoPi * cycles_per_px * (static_cast<double>(i) + 0.5));
  }
  return table;
}

struct BlockGrid {
  std::int64_t width = 0, height = 0;  ///< pixels of a block
  std::int64_t across = 0, down = 0;
};

BlockGrid block_grid(const SampleWindow& window, const ChipGrid& grid) {
  BlockGrid b;
  const double turned = std::abs(std::sin(grid.rotation_deg * std::numbers::pi / 180));
  const double larger = std::max(grid.pitch_um.x, grid.pitch_um.y);
  const double pitch_x = turned > 0.3 ? larger : grid.pitch_um.x;
  const double pitch_y = turned > 0.3 ? larger : grid.pitch_um.y;
  b.width = std::max<std::int64_t>(8, std::llround(kBlockPitches * pitch_x / window.wafer_from_pixel.xx));
  b.height = std::max<std::int64_t>(8, std::llround(kBlockPitches * pitch_y / -window.wafer_from_pixel.yy));
  b.across = window.image.rect.width / b.width;
  b.down = window.image.rect.height / b.height;
  return b;
}

/// Hann-weighted amplitude of one wave in every block.
std::vector<Complex> block_amplitudes(const SampleWindow& window, const CombWave& wave, const BlockGrid& b) {
  const auto ex = wave_table(wave.x, b.across * b.width);
  const auto ey = wave_table(wave.y, b.down * b.height);
  const auto hann = [](std::int64_t i, std::int64_t n) {
    return 0.5 - 0.5 * std::cos(kTwoPi * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
  };
  std::vector<double> hann_x(static_cast<std::size_t>(b.width));
  for (std::int64_t i = 0; i < b.width; ++i) hann_x[static_cast<std::size_t>(i)] = hann(i, b.width);
  std::vector<Complex> amplitudes(static_cast<std::size_t>(b.across * b.down));
  std::vector<Complex> dc(amplitudes.size());
  std::vector<double> mean(amplitudes.size()), weight(amplitudes.size());
  for (std::int64_t y = 0; y < b.down * b.height; ++y) {
    const float* e = window.image.row(y);
    const double hy = hann(y % b.height, b.height);
    for (std::int64_t bx = 0; bx < b.across; ++bx) {
      Complex light{}, flat{};
      double sum = 0, norm = 0;
      for (std::int64_t i = 0; i < b.width; ++i) {
        const std::int64_t x = bx * b.width + i;
        const double h = hann_x[static_cast<std::size_t>(i)];
        const Complex w = h * ex[static_cast<std::size_t>(x)];
        light += static_cast<double>(e[x]) * w;
        flat += w;
        sum += h * static_cast<double>(e[x]);
        norm += h;
      }
      const auto k = static_cast<std::size_t>(y / b.height * b.across + bx);
      const Complex w = hy * ey[static_cast<std::size_t>(y)];
      amplitudes[k] += w * light;
      dc[k] += w * flat;
      mean[k] += hy * sum;
      weight[k] += hy * norm;
    }
  }
  for (std::size_t k = 0; k < amplitudes.size(); ++k) amplitudes[k] -= mean[k] / weight[k] * dc[k];
  return amplitudes;
}

/// Sum of z * conj(next z) along one direction, and of the magnitudes, over all windows.
struct LagSum {
  Complex product{};
  double magnitude = 0;
  double pairs = 0;
  void add(Complex a, Complex b) {
    // Unit-length products: a few bright blocks must not outvote the rest, yet empty ones should not vote.
    product += a * std::conj(b) / std::max(1e-30, std::sqrt(std::abs(a) * std::abs(b)));
    magnitude += std::sqrt(std::abs(a) * std::abs(b));
    pairs += 1;
  }
  [[nodiscard]] double cycles() const { return -std::arg(product) / kTwoPi; }
  [[nodiscard]] double coherence() const { return magnitude > 0 ? std::abs(product) / magnitude : 0; }
};

struct Lags {
  LagSum right, down, far_right, far_down;  ///< next block, and the one `kFar` away
};
constexpr std::int64_t kFar = 3;

void add_lags(const std::vector<Complex>& z, const BlockGrid& b, Lags& lags) {
  for (std::int64_t y = 0; y < b.down; ++y) {
    for (std::int64_t x = 0; x < b.across; ++x) {
      const Complex here = z[static_cast<std::size_t>(y * b.across + x)];
      if (x + 1 < b.across) lags.right.add(here, z[static_cast<std::size_t>(y * b.across + x + 1)]);
      if (y + 1 < b.down) lags.down.add(here, z[static_cast<std::size_t>((y + 1) * b.across + x)]);
      if (x + kFar < b.across) lags.far_right.add(here, z[static_cast<std::size_t>(y * b.across + x + kFar)]);
      if (y + kFar < b.down) lags.far_down.add(here, z[static_cast<std::size_t>((y + kFar) * b.across + x)]);
    }
  }
}

/// Cycles a block: the short lag without ambiguity, sharpened by the long one where there is one.
double slope_cycles(const LagSum& near, const LagSum& far) {
  const double coarse = near.cycles();
  if (far.coherence() < 0.3) return coarse;
  const double fine = far.cycles();
  return (fine + std::round(coarse * kFar - fine)) / kFar;
}

}  // namespace

CombSlopes measure_slopes(std::span<const SampleWindow* const> windows, const ChipGrid& grid) {
  Lags columns, rows;
  CombSlopes slopes;
  BlockGrid blocks;
  std::array<CombWave, 2> waves{};
  double px = 1, py = 1;
  for (const SampleWindow* view : windows) {
    const SampleWindow& window = *view;
    blocks = block_grid(window, grid);
    if (blocks.across < 1 || blocks.down < 1) continue;
    waves = design_waves(grid, window.wafer_from_pixel);
    px = window.wafer_from_pixel.xx;
    py = -window.wafer_from_pixel.yy;
    add_lags(block_amplitudes(window, waves[0], blocks), blocks, columns);
    add_lags(block_amplitudes(window, waves[1], blocks), blocks, rows);
  }
  // Residual phase gradients [cycles / um] along image x (right) and y (up) of both combs.
  const double w = static_cast<double>(blocks.width) * px;
  const double h = static_cast<double>(blocks.height) * py;
  // block_amplitudes restarts no phase at a block, so that the residual between blocks is the deviation from the design
  // alone.
  const Vec2 g_columns{slope_cycles(columns.right, columns.far_right) / w,
                       -slope_cycles(columns.down, columns.far_down) / h};
  const Vec2 g_rows{slope_cycles(rows.right, rows.far_right) / w, -slope_cycles(rows.down, rows.far_down) / h};
  const double a = grid.rotation_deg * std::numbers::pi / 180;
  const auto along = [&](Vec2 g) { return g.x * std::cos(a) + g.y * std::sin(a); };
  const auto across = [&](Vec2 g) { return -g.x * std::sin(a) + g.y * std::cos(a); };
  // A grid turned by t has its columns' wave vector turned by t: (cos t, sin t) / pitch.
  slopes.turn_columns_rad = across(g_columns) * grid.pitch_um.x;
  slopes.turn_rows_rad = -along(g_rows) * grid.pitch_um.y;
  slopes.stretch = {-along(g_columns) * grid.pitch_um.x, -across(g_rows) * grid.pitch_um.y};
  slopes.pairs = columns.right.pairs + columns.down.pairs;
  slopes.coherence_columns = std::min(1.0, 0.5 * (columns.right.coherence() + columns.down.coherence()));
  slopes.coherence_rows = std::min(1.0, 0.5 * (rows.right.coherence() + rows.down.coherence()));
  return slopes;
}

namespace {

/// Mean light as a function of one design coordinate.
class Marginal {
 public:
  /// `design_from_pixel` row (a, b, c): u = a x + b y + c.
  Marginal(const ElectronImage& image, Vec2 per_px, double first_um, double step_um, Lines lines) : step_um_(step_um) {
    const Vec2 size{static_cast<double>(image.rect.width), static_cast<double>(image.rect.height)};
    low_um_ = first_um + std::min(0.0, per_px.x * size.x) + std::min(0.0, per_px.y * size.y) - step_um;
    const double high = first_um + std::max(0.0, per_px.x * size.x) + std::max(0.0, per_px.y * size.y) + step_um;
    bins_.resize(static_cast<std::size_t>((high - low_um_) / step_um) + 2);
    const Vec2 move = (1 / step_um) * per_px;
    const double start = (first_um - low_um_) / step_um - 0.5 + 0.5 * (move.x + move.y);
    const bool rows_alike = std::abs(move.y) * size.y * kParts < 0.5 * size.y;
    const auto length = static_cast<std::int64_t>(1 / (kParts * std::max(1e-9, std::abs(move.x))));
    if (rows_alike) {
      add_rows(image, move, start, lines);
    } else if (length > 1) {
      add_segments(image, move, start, lines, std::min(length, image.rect.width));
    } else {
      add_pixels(image, move, start, lines);
    }
  }
  [[nodiscard]] std::size_t size() const { return bins_.size(); }
  [[nodiscard]] double mean(std::size_t i) const { return bins_[i].sum / bins_[i].count; }
  [[nodiscard]] double count(std::size_t i) const { return bins_[i].count; }
  /// Mean position of what fell into a bin: lines that stand at the same place of every bin would be off by it
  /// otherwise.
  [[nodiscard]] double at(std::size_t i) const { return low_um_ + (bins_[i].place / bins_[i].count + 0.5) * step_um_; }
  [[nodiscard]] double most() const {
    double most = 0;
    for (const Bin& bin : bins_) most = std::max(most, bin.count);
    return most;
  }

 private:
  static constexpr double kParts = 8;  ///< of a bin: pixels that close together are one
  struct Bin {
    double sum = 0, count = 0, place = 0, unused = 0;
  };

  void add(double position, double light, double pixels) {
    const auto i = static_cast<std::size_t>(position);
    const double f = position - static_cast<double>(i);
    const auto share = [&](Bin& bin, double part) {
      bin.sum += part * light;
      bin.count += part * pixels;
      bin.place += part * pixels * position;
    };
    share(bins_[i], 1 - f);
    share(bins_[i + 1], f);
  }
  static bool wanted(const ElectronImage& image, std::int64_t y, Lines lines) {
    return lines == Lines::all || image.odd_line(y) == (lines == Lines::odd);
  }

  /// The coordinate runs along the rows: rows that begin at the same part of a bin are added up first.
  void add_rows(const ElectronImage& image, Vec2 move, double start, Lines lines) {
    const auto width = static_cast<std::size_t>(image.rect.width);
    std::vector<float> sum(width);
    double first = 0;
    int rows = 0;
    const auto flush = [&] {
      const double middle = first / std::max(1, rows);
      for (std::size_t x = 0; x < width && rows > 0; ++x)
        add(middle + static_cast<double>(x) * move.x, static_cast<double>(sum[x]), rows);
      std::fill(sum.begin(), sum.end(), 0.F);
      first = rows = 0;
    };
    double part = std::floor(start * kParts);
    for (std::int64_t y = 0; y < image.rect.height; ++y) {
      if (!wanted(image, y, lines)) continue;
      const double position = start + static_cast<double>(y) * move.y;
      if (std::floor(position * kParts) != part) flush();
      part = std::floor(position * kParts);
      const float* e = image.row(y);
      for (std::size_t x = 0; x < width; ++x) sum[x] += e[x];
      first += position;
      ++rows;
    }
    flush();
  }

  /// The coordinate runs across the rows: pixels side by side that fall into the same part of a bin are added up first.
  void add_segments(const ElectronImage& image, Vec2 move, double start, Lines lines, std::int64_t length) {
    for (std::int64_t y = 0; y < image.rect.height; ++y) {
      if (!wanted(image, y, lines)) continue;
      const double first = start + static_cast<double>(y) * move.y;
      const float* e = image.row(y);
      for (std::int64_t x = 0; x < image.rect.width; x += length) {
        const std::int64_t n = std::min(length, image.rect.width - x);
        const float light = Eigen::Map<const Eigen::ArrayXf>(e + x, n).sum();
        add(first + (static_cast<double>(x) + 0.5 * static_cast<double>(n - 1)) * move.x, static_cast<double>(light),
            static_cast<double>(n));
      }
    }
  }

  /// The coordinate runs askew: all pixels that fall into the same part of a bin are added up first.
  void add_pixels(const ElectronImage& image, Vec2 move, double start, Lines lines) {
    struct Part {
      float sum = 0, count = 0;
    };
    std::vector<Part> parts(bins_.size() * static_cast<std::size_t>(kParts));
    const auto step = static_cast<float>(kParts * move.x);
    for (std::int64_t y = 0; y < image.rect.height; ++y) {
      if (!wanted(image, y, lines)) continue;
      const auto first = static_cast<float>(kParts * (start + static_cast<double>(y) * move.y));
      const float* e = image.row(y);
      for (std::int32_t x = 0; x < image.rect.width; ++x) {
        Part& part = parts[static_cast<std::size_t>(static_cast<std::int32_t>(first + step * static_cast<float>(x)))];
        part.sum += e[x];
        part.count += 1;
      }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].count > 0)
        add((static_cast<double>(i) + 0.5) / kParts, static_cast<double>(parts[i].sum),
            static_cast<double>(parts[i].count));
    }
  }

  double low_um_ = 0, step_um_ = 1;
  std::vector<Bin> bins_;
};

struct AxisPhase {
  double offset_um = 0, amplitude = 0, significance = 0;
};

/// `cell(u)`: offset of u from the nearest modelled chip centre, in pitches.
template <class Cell>
AxisPhase axis_phase(const Marginal& m, double step_pitches, double pitch_um, const Cell& cell) {
  constexpr std::array<double, 4> kPitches{0.62, 0.81, 1.23, 1.41};  // of the lattice's: what is not there
  const double full = m.most();
  const auto n = static_cast<double>(m.size());
  std::vector<double> taper(m.size());
  double mean = 0, weight = 0;
  for (std::size_t i = 0; i < m.size(); ++i) {
    if (m.count(i) < 0.2 * full) continue;
    taper[i] = 0.5 - 0.5 * std::cos(kTwoPi * (static_cast<double>(i) + 0.5) / n);
    mean += taper[i] * m.mean(i);
    weight += taper[i];
  }
  mean /= std::max(weight, 1e-30);
  Complex there{};
  std::array<Complex, kPitches.size()> absent{}, wave, turn;
  for (std::size_t k = 0; k < absent.size(); ++k)
    wave[k] = 1, turn[k] = std::polar(1.0, -kTwoPi * step_pitches / kPitches[k]);
  for (std::size_t i = 0; i < m.size(); ++i) {
    const double value = taper[i] > 0 ? taper[i] * (m.mean(i) - mean) : 0;
    const double phase = taper[i] > 0 ? cell(m.at(i)) : 1;
    const bool street = std::abs(phase) > 0.5;
    if (!street) there += value * std::polar(1.0, -kTwoPi * phase);
    for (std::size_t k = 0; k < absent.size(); ++k) {
      if (!street) absent[k] += value * wave[k];
      wave[k] *= turn[k];
    }
  }
  double elsewhere = 0;
  for (const Complex& z : absent) elsewhere += std::abs(z) / static_cast<double>(absent.size());
  AxisPhase phase;
  phase.offset_um = -std::arg(there) / kTwoPi * pitch_um;
  phase.amplitude = std::abs(there) / std::max(1e-30, weight * std::max(1e-9, std::abs(mean)));
  phase.significance = std::abs(there) / std::max(1e-30, elsewhere);
  return phase;
}

}  // namespace

CombPhase measure_phase(const SampleWindow& window, const ChipGrid& grid, const Affine2& wafer_from_design,
                        Lines lines) {
  const Affine2 d = wafer_from_design.inverse() * window.wafer_from_pixel;
  const double pixel = std::min(window.wafer_from_pixel.xx, -window.wafer_from_pixel.yy);
  const double step = 0.5 * pixel;
  const Marginal mx(window.image, {d.xx, d.xy}, d.shift.x, step, lines);
  const Marginal my(window.image, {d.yx, d.yy}, d.shift.y, step, lines);
  const AxisPhase x = axis_phase(mx, step / grid.pitch_um.x, grid.pitch_um.x, [&](double u) {
    return (u - grid.column_um(grid.nearest_column(u))) / grid.pitch_um.x;
  });
  const AxisPhase y = axis_phase(my, step / grid.pitch_um.y, grid.pitch_um.y,
                                 [&](double u) { return (u - grid.row_um(grid.nearest_row(u))) / grid.pitch_um.y; });
  return {{x.offset_um, y.offset_um}, {x.amplitude, y.amplitude}, {x.significance, y.significance}};
}

}  // namespace pellucid
