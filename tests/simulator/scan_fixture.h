/// What the simulator's tests share: a folder of their own, a quick wafer, and reading images back with plain libtiff.
#pragma once

#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "samples/simulator/simulate.h"
#include "samples/simulator/truth.h"

namespace pellucid {

struct Image {
  std::int64_t width = 0, height = 0;
  std::vector<double> dn;
  [[nodiscard]] double at(std::int64_t x, std::int64_t y) const { return dn[static_cast<std::size_t>(y * width + x)]; }
};

inline Image read_image(const std::filesystem::path& path) {
  Image image;
  TIFF* t = TIFFOpen(path.c_str(), "r");
  if (t == nullptr) return image;
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 0;
  TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(t, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField(t, TIFFTAG_BITSPERSAMPLE, &bits);
  image.width = width;
  image.height = height;
  image.dn.resize(static_cast<std::size_t>(width) * height);
  std::uint32_t block_w = width, block_h = 0;
  const bool tiled = TIFFIsTiled(t) != 0;
  if (tiled) TIFFGetField(t, TIFFTAG_TILEWIDTH, &block_w);
  TIFFGetField(t, tiled ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP, &block_h);
  std::vector<std::uint8_t> buffer(static_cast<std::size_t>(tiled ? TIFFTileSize(t) : TIFFStripSize(t)));
  const std::uint32_t across = (width + block_w - 1) / block_w,
                      count = tiled ? TIFFNumberOfTiles(t) : TIFFNumberOfStrips(t);
  for (std::uint32_t b = 0; b < count; ++b) {
    const tmsize_t size = static_cast<tmsize_t>(buffer.size());
    const tmsize_t done =
        tiled ? TIFFReadEncodedTile(t, b, buffer.data(), size) : TIFFReadEncodedStrip(t, b, buffer.data(), size);
    EXPECT_GT(done, 0) << path;
    const std::uint32_t x0 = b % across * block_w, y0 = b / across * block_h;
    for (std::uint32_t y = y0; y < std::min(height, y0 + block_h); ++y) {
      for (std::uint32_t x = x0; x < std::min(width, x0 + block_w); ++x) {
        const std::size_t i = static_cast<std::size_t>(y - y0) * block_w + (x - x0);
        double value = 0;
        if (bits == 8) value = buffer[i];
        if (bits == 16) value = reinterpret_cast<const std::uint16_t*>(buffer.data())[i];
        if (bits == 32) value = reinterpret_cast<const float*>(buffer.data())[i];
        image.dn[static_cast<std::size_t>(y) * width + x] = value;
      }
    }
  }
  TIFFClose(t);
  return image;
}

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class SimulatorTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::temp_directory_path() /
            (std::string("pellucid_sim_") + info->test_suite_name() + "_" + info->name());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  /// 25 mm, big pixels: 0.7 megapixels, about 3,000 chips far enough apart to be summed one by one.
  static SimulationOptions quick() {
    SimulationOptions o;
    o.wafer.diameter_mm = 25;
    o.chips.pitch_um = {400, 400};
    o.chips.size_um = {200, 140};
    o.tiling.pixel_um = {30, 30};
    o.optics.psf_sigma_um = 18;
    return o;
  }

  /// The same without noise, spread and background, in float.
  static SimulationOptions silent() {
    SimulationOptions o = quick();
    o.noise.photon = o.noise.read = false;
    o.light.background_e_per_px = 0;
    o.detector.bits = 32;
    o.detector.saturation_dn = 1e9;
    return o;
  }

  SimulationSummary run(const SimulationOptions& o, const std::string& name = "scan") {
    const auto done = simulate(o, root_ / name);
    EXPECT_TRUE(done) << (done ? "" : done.error().message());
    return done ? *done : SimulationSummary{};
  }

  std::filesystem::path root_;
};

}  // namespace pellucid
