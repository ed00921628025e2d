#include "bench/speed/wafer/wafer_files.h"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "bench/speed/wafer/tiff_file.h"

namespace pellucid::bench::speed {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

fs::path scan_folder(const WaferFiles& files, const std::string& compression) {
  return files.folder / (compression == "none" ? std::string("scan") : "scan-" + compression);
}

std::string tile_file(std::int64_t column, std::int64_t row) {
  return fmt::format("pl/x{:03}_y{:03}.tif", column, row);
}

Json wafer_json(const PrintedWafer& wafer) {
  return {{"id", fmt::format("SPEED-{}", wafer.side_px())},
          {"diameter_mm", diameter_mm(wafer.side_px())},
          {"orientation_mark", "notch"},
          {"orientation_deg", 270.0}};
}

Json chips_json(const PrintedWafer& wafer) {
  const double pitch_x = kPitchX_px * kPixel_um, pitch_y = kPitchY_px * kPixel_um;
  return {{"pitch_um", {pitch_x, pitch_y}},
          {"size_um", {kMesaX_px * kPixel_um, kMesaY_px * kPixel_um}},
          {"columns", wafer.columns()},
          {"rows", wafer.rows()},
          {"origin_um",
           {-0.5 * static_cast<double>(wafer.columns() - 1) * pitch_x,
            -0.5 * static_cast<double>(wafer.rows() - 1) * pitch_y}}};
}

Json layer_json(const PrintedWafer& wafer) {
  Json layer{{"name", "pl"},
             {"kind", "photoluminescence"},
             {"method", "camera"},
             {"excitation", {{"wavelength_nm", 405.0}, {"power_density_w_cm2", 10.0}, {"optical_density", 0.0}}},
             {"detector",
              {{"bits", 16},
               {"saturation_dn", 65000},
               {"offset_dn", 200.0},
               {"gain_e_per_dn", kGain_e_per_dn},
               {"read_noise_e", kReadNoise_e}}},
             {"pixel_um", {kPixel_um, kPixel_um}},
             {"tiles", Json::array()},
             {"dark", "calibration/dark.tif"},
             {"flat", "calibration/flat.tif"}};
  const double half_um = 0.5 * static_cast<double>(wafer.side_px()) * kPixel_um, step_um = kFrame_px * kPixel_um;
  const std::int64_t frames = wafer.side_px() / kFrame_px;
  for (std::int64_t row = 0; row < frames; ++row) {
    for (std::int64_t column = 0; column < frames; ++column) {
      layer["tiles"].push_back(
          {{"file", tile_file(column, row)},
           {"position_um",
            {static_cast<double>(column) * step_um - half_um, half_um - static_cast<double>(row) * step_um}}});
    }
  }
  return layer;
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

void write_frames(const Camera& camera, const fs::path& folder) {
  fs::create_directories(folder);
  TiffFile(folder / "dark.tif", kFrame_px, kFrame_px, "none")
      .write(0, 0, kFrame_px, kFrame_px, camera.dark_dn().data());
  TiffFile(folder / "flat.tif", kFrame_px, kFrame_px, "none")
      .write(0, 0, kFrame_px, kFrame_px, camera.flat_dn().data());
}

void write_manifest(const PrintedWafer& wafer, const Camera& camera, const fs::path& folder) {
  write_frames(camera, folder / "calibration");
  const Json manifest{{"schema", "pellucid.scan/1"},
                      {"scan_id", fmt::format("SPEED-{}", wafer.side_px())},
                      {"wafer", wafer_json(wafer)},
                      {"chips", chips_json(wafer)},
                      {"layers", {layer_json(wafer)}}};
  write_text(folder / "scan.json", manifest.dump(2) + "\n");
  write_text(folder / "COMPLETE", "");
}

/// Calls `body(0)` to `body(count - 1)` on `threads` threads; the first exception is thrown on.
void for_each(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body) {
  std::atomic<std::int64_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        try {
          for (std::int64_t k = next++; k < count; k = next++) body(k);
        } catch (...) {
          const std::lock_guard lock(mutex);
          failure = std::current_exception();
          next = count;
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

void write_pixels(const PrintedWafer& wafer, const Camera& camera, const WaferFiles& files) {
  const std::int64_t side = wafer.side_px(), frames = side / kFrame_px;
  std::unique_ptr<TiffFile> image;
  if (files.image) image = std::make_unique<TiffFile>(files.folder / "image.tif", side, side, "none");
  std::vector<std::vector<std::uint16_t>> band(static_cast<std::size_t>(frames));
  for (std::int64_t row = 0; row < frames; ++row) {
    for_each(frames, files.threads, [&](std::int64_t column) {
      std::vector<std::uint16_t>& dn = band[static_cast<std::size_t>(column)];
      dn = camera.shoot(wafer, column * kFrame_px, row * kFrame_px);
      for (const std::string& compression : files.compressions) {
        const fs::path path = scan_folder(files, compression) / tile_file(column, row);
        TiffFile(path, kFrame_px, kFrame_px, compression).write(0, 0, kFrame_px, kFrame_px, dn.data());
      }
    });
    if (!image) continue;
    for (std::int64_t column = 0; column < frames; ++column) {
      image->write(column * kFrame_px, row * kFrame_px, kFrame_px, kFrame_px,
                   band[static_cast<std::size_t>(column)].data());
    }
  }
}

template <class T>
void write_values(const fs::path& path, const std::vector<T>& values) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

Json truth_json(const PrintedWafer& wafer) {
  const PixelPlace first = wafer.centre(0, 0), next_column = wafer.centre(1, 0), next_row = wafer.centre(0, 1);
  return {{"side_px", wafer.side_px()},
          {"columns", wafer.columns()},
          {"rows", wafer.rows()},
          {"first_px", {first.x, first.y}},
          {"column_step_px", {next_column.x - first.x, next_column.y - first.y}},
          {"row_step_px", {next_row.x - first.x, next_row.y - first.y}},
          {"gain_e_per_dn", kGain_e_per_dn},
          {"read_noise_e", kReadNoise_e},
          {"background_e", kBackground_e},
          {"cell_px", kPitchX_px * kPitchY_px}};
}

}  // namespace

void write_wafer(const PrintedWafer& wafer, const Camera& camera, const WaferFiles& files) {
  for (const std::string& compression : files.compressions) {
    fs::create_directories(scan_folder(files, compression) / "pl");
    write_manifest(wafer, camera, scan_folder(files, compression));
  }
  if (files.image) write_frames(camera, files.folder);
  write_pixels(wafer, camera, files);
  write_values(files.folder / "truth_light_e.f32", wafer.light_e());
  write_values(files.folder / "truth_class.u8", wafer.classes());
  write_text(files.folder / "wafer.json", truth_json(wafer).dump(2) + "\n");
}

}  // namespace pellucid::bench::speed
