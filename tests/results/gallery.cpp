// Draws made-up wafers into a folder, to be looked at: results_gallery FOLDER
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "results/chips_h5.h"
#include "results/result_folder.h"
#include "results/table_export.h"
#include "results/wafer_map.h"
#include "tests/results/synthetic.h"

namespace {

using namespace pellucid;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int draw(const std::filesystem::path& folder, const testing::SyntheticOptions& options) {
  const ResultData data = testing::synthetic_result(options);
  std::filesystem::create_directories(folder);
  auto start = Clock::now();
  const auto maps = draw_maps(map_subject(data));
  if (!maps) return std::fprintf(stderr, "%s\n", maps.error().message().c_str()), 1;
  std::printf("%s: %zu chips, %zu maps in %.2f s\n", folder.c_str(), data.table.size(), maps->size(),
              seconds_since(start));
  for (const WaferMap& map : *maps) {
    std::ofstream(folder / (map.name + ".png"), std::ios::binary)
        .write(reinterpret_cast<const char*>(map.png.data()), static_cast<std::streamsize>(map.png.size()));
  }
  start = Clock::now();
  if (const auto written = write_result(data, folder / "result", {.overwrite = true}); !written) {
    return std::fprintf(stderr, "%s\n", written.error().message().c_str()), 1;
  }
  std::printf("  whole result %.2f s\n", seconds_since(start));
  start = Clock::now();
  if (!write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers)) return 1;
  std::printf("  chips.h5 %.2f s", seconds_since(start));
  start = Clock::now();
  if (!read_chip_table(folder / "chips.h5")) return 1;
  std::printf(", read %.2f s", seconds_since(start));
  start = Clock::now();
  if (!export_csv(data.table, folder / "chips.csv")) return 1;
  std::printf(", csv %.2f s\n", seconds_since(start));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "results_gallery FOLDER [big]\n"), 2;
  const std::filesystem::path root = argv[1];
  if (argc > 2) return draw(root / "big", {.diameter_mm = 100, .pitch_um = {27, 27}, .mark = OrientationMark::flat});
  return draw(root / "wafer", {}) +
         draw(root / "turned", {.diameter_mm = 50, .pitch_um = {300, 500}, .rotation_deg = 7}) +
         draw(root / "image", {.pitch_um = {80, 60}, .rotation_deg = 12, .defects = 0.02, .image = true});
}
