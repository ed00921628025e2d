#include "core/correlate/coarse_search.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>

#include "core/correlate/fft2d.h"
#include "core/flow/parallel.h"

namespace pellucid {
namespace {

using Spectrum = std::vector<std::complex<float>>;
// Maxima kept of each surface of each orientation. A map large enough to be binned has evidence in plenty, and each of
// its proposals is dear to refine.
constexpr std::size_t per_surface(int bin) {
  return bin == 1 ? 3 : 1;
}

Spectrum spectrum_of(const BinnedMap& map, const std::vector<float>& values, float scale, Fft2d& fft) {
  const auto n = static_cast<std::size_t>(fft.size());
  Spectrum cells(n * n);
  for (int y = 0; y < map.height; ++y)
    for (int x = 0; x < map.width; ++x)
      cells[static_cast<std::size_t>(y) * n + static_cast<std::size_t>(x)] =
          scale *
          values[static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width) + static_cast<std::size_t>(x)];
  fft.forward(cells);
  return cells;
}

/// What one map gives the search. Channels: intensity and verdict.
struct MapSpectra {
  Spectrum chips;
  std::array<Spectrum, 2> channel;
  std::array<double, 2> power{0, 0};  ///< mean square over occupied cells
  double chips_total = 0;
  double chips_per_cell = 1;  ///< occupied ones
};

MapSpectra spectra_of(const BinnedMap& map, float chip_scale, std::array<bool, 2> use, Fft2d& fft) {
  MapSpectra out;
  double occupied = 0;
  for (const float c : map.chips) {
    out.chips_total += c;
    occupied += c > 0 ? 1 : 0;
  }
  out.chips_per_cell = out.chips_total / std::max(occupied, 1.0);
  out.chips = spectrum_of(map, map.chips, chip_scale, fft);
  const std::array<const std::vector<float>*, 2> values{&map.z, &map.fail};
  for (std::size_t c = 0; c < 2; ++c) {
    if (!use[c]) continue;
    out.channel[c] = spectrum_of(map, *values[c], 1.0F, fft);
    for (const float v : *values[c]) out.power[c] += static_cast<double>(v) * v;
    out.power[c] /= std::max(occupied, 1.0);
  }
  return out;
}

/// spectrum_pl(k) * conj(spectrum_el turned by the orientation)(k): a turned map's spectrum is the spectrum, turned.
template <class Combine>
void turned_product(const Orientation& m, int size, Combine&& combine) {
  const auto wrap = [size](int i) { return i < 0 ? i + size : i; };
  for (int ky = 0; ky < size; ++ky)
    for (int kx = 0; kx < size; ++kx) {
      // k' = transpose(m) * k, as k . (m x) = (transpose(m) k) . x
      const int jx = wrap(m[0][0] * kx + m[1][0] * ky);
      const int jy = wrap(m[0][1] * kx + m[1][1] * ky);
      combine(static_cast<std::size_t>(ky) * static_cast<std::size_t>(size) + static_cast<std::size_t>(kx),
              static_cast<std::size_t>(jy) * static_cast<std::size_t>(size) + static_cast<std::size_t>(jx));
    }
}

/// Correlations for every shift of one orientation; the two channels travel as real and imaginary part.
struct Surfaces {
  Spectrum channels;
  Spectrum overlap;  ///< real part: EL rows on chips
};

Surfaces correlate(const MapSpectra& pl, const MapSpectra& el, const Orientation& m, Fft2d& fft) {
  const auto cells = static_cast<std::size_t>(fft.size()) * static_cast<std::size_t>(fft.size());
  Surfaces out{Spectrum(cells), Spectrum(cells)};
  constexpr std::complex<float> kI{0, 1};
  turned_product(m, fft.size(), [&](std::size_t k, std::size_t j) {
    out.overlap[k] = pl.chips[k] * std::conj(el.chips[j]);
    if (!el.channel[0].empty()) out.channels[k] += pl.channel[0][k] * std::conj(el.channel[0][j]);
    if (!el.channel[1].empty()) out.channels[k] += kI * (pl.channel[1][k] * std::conj(el.channel[1][j]));
  });
  fft.inverse(out.channels);
  fft.inverse(out.overlap);
  return out;
}

/// Smallest shift in cells that the orientation allows; larger ones follow on the torus.
std::array<int, 2> lowest_shift(const BinnedMap& el, const Orientation& m) {
  std::array<int, 2> low{};
  const std::array<int, 2> last{el.width - 1, el.height - 1};
  for (std::size_t axis = 0; axis < 2; ++axis)
    for (std::size_t from = 0; from < 2; ++from)
      if (m[axis][from] > 0) low[axis] -= last[from];
  return low;
}

class SurfaceMaxima {
 public:
  SurfaceMaxima(const BinnedMap& pl, const BinnedMap& el, int orientation, int size)
      : pl_(pl), el_(el), orientation_(orientation), size_(size) {}

  /// Appends the strongest local maxima of `values` (row-major on the torus; -1e30 where not allowed).
  void append(const std::vector<float>& values, std::vector<Proposal>& out) const {
    std::vector<std::pair<float, std::size_t>> best;
    const std::size_t wanted = per_surface(pl_.bin);
    for (int y = 0; y < size_; ++y)
      for (int x = 0; x < size_; ++x) {
        const float v = values[cell(x, y)];
        if (v <= -1e29F || (best.size() == wanted && v <= best.back().first) || !is_maximum(values, x, y)) continue;
        if (best.size() == wanted) best.pop_back();
        const std::pair<float, std::size_t> item{v, cell(x, y)};
        best.insert(std::upper_bound(best.begin(), best.end(), item,
                                     [](const auto& a, const auto& b) { return a.first > b.first; }),
                    item);
      }
    for (const auto& [value, at] : best) out.push_back({placement(at), value});
  }

 private:
  [[nodiscard]] std::size_t cell(int x, int y) const {
    return static_cast<std::size_t>((y + size_) % size_) * static_cast<std::size_t>(size_) +
           static_cast<std::size_t>((x + size_) % size_);
  }
  [[nodiscard]] bool is_maximum(const std::vector<float>& values, int x, int y) const {
    const float v = values[cell(x, y)];
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (values[cell(x + dx, y + dy)] > v) return false;
    return true;
  }
  [[nodiscard]] Placement placement(std::size_t at) const {
    const Orientation& m = kOrientations[static_cast<std::size_t>(orientation_)];
    const std::array<int, 2> low = lowest_shift(el_, m);
    const std::array<int, 2> torus{static_cast<int>(at % static_cast<std::size_t>(size_)),
                                   static_cast<int>(at / static_cast<std::size_t>(size_))};
    const std::array<std::int64_t, 2> first_pl{pl_.first_column, pl_.first_row};
    const std::array<std::int64_t, 2> first_el{el_.first_column, el_.first_row};
    Placement out{orientation_, {}};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const int cells = low[axis] + ((torus[axis] - low[axis]) % size_ + size_) % size_;
      const std::int64_t turned_first = m[axis][0] * first_el[0] + m[axis][1] * first_el[1];
      // A mirrored cell covers its chips from the other end.
      const bool mirrored = m[axis][0] + m[axis][1] < 0;
      out.shift[axis] =
          first_pl[axis] - turned_first + static_cast<std::int64_t>(cells) * pl_.bin + (mirrored ? pl_.bin - 1 : 0);
    }
    return out;
  }

  const BinnedMap& pl_;
  const BinnedMap& el_;
  int orientation_;
  int size_;
};

/// Every surface worth looking at: both channels together with the outline and without it, and each channel alone.
void append_proposals(const Surfaces& surfaces, const MapSpectra& pl, const MapSpectra& el, std::array<bool, 2> use,
                      double min_overlap, const SurfaceMaxima& maxima, std::vector<Proposal>& out) {
  const std::size_t cells = surfaces.overlap.size();
  std::array<std::vector<float>, 4> surface;
  for (auto& s : surface) s.assign(cells, -1e30F);
  std::array<double, 2> scale{0, 0};
  for (std::size_t c = 0; c < 2; ++c)
    if (use[c] && pl.power[c] * el.power[c] > 0) scale[c] = 1 / std::sqrt(pl.power[c] * el.power[c]);
  const double together = use[0] && use[1] ? std::sqrt(0.5) : 1.0;
  for (std::size_t k = 0; k < cells; ++k) {
    const double on_chips = surfaces.overlap[k].real();
    if (on_chips < min_overlap * el.chips_total) continue;
    const double norm = 1 / std::sqrt(std::max(on_chips / el.chips_per_cell, 1.0));
    const double z0 = surfaces.channels[k].real() * scale[0] * norm;
    const double z1 = surfaces.channels[k].imag() * scale[1] * norm;
    const double off = std::max(0.0, el.chips_total - on_chips);
    surface[0][k] = static_cast<float>((z0 + z1) * together - 2 * std::sqrt(off));
    surface[1][k] = static_cast<float>((z0 + z1) * together);
    if (use[0] && use[1]) {
      surface[2][k] = static_cast<float>(z0);
      surface[3][k] = static_cast<float>(z1);
    }
  }
  for (const auto& s : surface) maxima.append(s, out);
}

}  // namespace

std::vector<Proposal> propose_placements(const BinnedMap& pl, const BinnedMap& el, bool use_intensity, bool use_verdict,
                                         const std::vector<int>& orientations, double min_overlap) {
  const std::array<bool, 2> use{use_intensity, use_verdict};
  const int longest_el = std::max(el.width, el.height);
  Fft2d fft(Fft2d::good_size(std::max(pl.width, pl.height) + longest_el));
  const MapSpectra pl_spectra = spectra_of(pl, 1.0F / static_cast<float>(pl.bin * pl.bin), use, fft);
  const MapSpectra el_spectra = spectra_of(el, 1.0F, use, fft);
  std::vector<std::vector<Proposal>> of_orientation(orientations.size());
  parallel_ranges(std::ssize(orientations), 1, [&](std::int64_t i, std::int64_t) {
    const int orientation = orientations[static_cast<std::size_t>(i)];
    Fft2d own_fft(fft.size());
    const Surfaces surfaces =
        correlate(pl_spectra, el_spectra, kOrientations[static_cast<std::size_t>(orientation)], own_fft);
    append_proposals(surfaces, pl_spectra, el_spectra, use, min_overlap, SurfaceMaxima(pl, el, orientation, fft.size()),
                     of_orientation[static_cast<std::size_t>(i)]);
  });
  std::vector<Proposal> out;
  for (const std::vector<Proposal>& found : of_orientation) out.insert(out.end(), found.begin(), found.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const Proposal& a, const Proposal& b) { return a.strength > b.strength; });
  std::vector<Proposal> distinct;
  for (const Proposal& p : out)
    if (std::none_of(distinct.begin(), distinct.end(), [&p](const Proposal& q) { return q.placement == p.placement; }))
      distinct.push_back(p);
  return distinct;
}

}  // namespace pellucid
