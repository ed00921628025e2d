/// What is printed on the wafer of the speed bench, known to the last chip. Own code: it shares nothing with the
/// product. Immutable once made; safe from any thread.
///
/// Frames: the image is N x N pixels, pixel (0, 0) at its top left, centres at whole numbers. The wafer frame of the
/// scan folder has its origin at the image's centre, y up; a pixel is 1 um wide. Chip (0, 0) is at the lower left.
#pragma once

#include <cstdint>
#include <vector>

namespace pellucid::bench::speed {

constexpr double kPixel_um = 1.0;
constexpr double kPitchX_px = 8.008, kPitchY_px = 16.013;
constexpr double kMesaX_px = 5.0, kMesaY_px = 10.0;
constexpr double kTurn_deg = -0.17;                      ///< of the lattice in the wafer frame
constexpr double kOffsetX_px = 1.7, kOffsetY_px = -3.1;  ///< of the lattice in the wafer frame
constexpr double kMargin_px = 26.0;                      ///< no chip centre is nearer to the image's edge
constexpr double kHealthy_e = 2000.0;                    ///< light of a healthy chip on a pixel of its mesa

enum class TrueClass : std::uint8_t { normal, missing, dark, dim, bright };

struct PixelPlace {
  double x = 0, y = 0;
};

class PrintedWafer {
 public:
  /// `side_px`: at least 512.
  PrintedWafer(std::int64_t side_px, std::uint64_t seed);

  [[nodiscard]] std::int64_t side_px() const { return side_px_; }
  [[nodiscard]] std::int64_t columns() const { return columns_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  /// Light of a chip in all [e], row-major from chip (0, 0).
  [[nodiscard]] const std::vector<float>& light_e() const { return light_e_; }
  [[nodiscard]] const std::vector<TrueClass>& classes() const { return classes_; }
  /// Centre of a chip in the image; indices may lie outside the grid.
  [[nodiscard]] PixelPlace centre(std::int64_t column, std::int64_t row) const;
  /// Lattice coordinates (column, row) of a place in the image, as fractions.
  [[nodiscard]] PixelPlace lattice(PixelPlace pixel) const;

 private:
  struct Scratch {
    double x0, y0, x1, y1;
  };
  void print_row(std::int64_t row, std::uint64_t seed, const std::vector<Scratch>& scratches);

  std::int64_t side_px_, columns_, rows_;
  double cos_, sin_;
  std::vector<float> light_e_;
  std::vector<TrueClass> classes_;
};

/// Smallest usual wafer [mm] whose circle holds the whole image.
[[nodiscard]] double diameter_mm(std::int64_t side_px);

}  // namespace pellucid::bench::speed
