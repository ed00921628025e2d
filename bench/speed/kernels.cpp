// Google Benchmark of the hot kernels on one camera frame of the bench's wafer, and of text from a made-up chip table.
// To add one: write a function that takes a benchmark::State and the Frame, and name it in main().
//
// Usage: speed_kernels WAFER [options of Google Benchmark]; WAFER is a folder that speed_wafer wrote.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "acquisition/folder_block_source.h"
#include "core/flow/parallel.h"
#include "core/measure/chip_sums.h"
#include "core/measure/pass_context.h"
#include "inspection/layer_input.h"
#include "results/detail/csv_lines.h"

namespace {

using namespace pellucid;

/// How the pixels are stored: names of the decoding kernels, and folders that speed_wafer writes.
constexpr std::array<std::pair<const char*, const char*>, 4> kStored{{{"read, uncompressed", "scan"},
                                                                      {"read and decode, ZSTD", "scan-zstd"},
                                                                      {"read and decode, Deflate", "scan-deflate"},
                                                                      {"read and decode, LZW", "scan-lzw"}}};

template <class T>
T value_of(Result<T>&& result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

/// One decoded frame and all that the kernels need around it.
struct Frame {
  explicit Frame(const std::filesystem::path& folder)
      : scan(value_of(open_scan(folder))),
        calibration(value_of(load_calibration(scan, 0, 1.0))),
        survey(value_of(
            survey_layer(*value_of(open_regions(scan, 0)), calibration, scan.wafer, options, nullptr, {}, {}))),
        directory(survey.wafer),
        context(scan.layers.front().geometry, calibration, survey, directory, options) {
    const LayerGeometry& layer = scan.layers.front().geometry;
    const TilePlacement& tile = layer.tiles.front();
    const auto regions = value_of(open_regions(scan, 0));
    if (const auto read = regions->read(0, {0, 0, tile.width, tile.height}, raw); !read) {
      throw std::runtime_error(read.error().message());
    }
    calibrate(raw, layer, calibration, image);
    place_boxes();
  }

  [[nodiscard]] const LayerGeometry& layer() const { return scan.layers.front().geometry; }
  [[nodiscard]] std::int64_t pixels() const { return image.rect.width * image.rect.height; }

  Scan scan;
  MeasureOptions options;
  LayerCalibration calibration;
  Survey survey;
  ChipDirectory directory;
  PassContext context;
  RawPixels raw;
  ElectronImage image;
  std::vector<ChipBox> boxes;

 private:
  /// Boxes of all chips that lie wholly inside the frame.
  void place_boxes() {
    const Affine2 pixel_from_design = context.block_from_design(0, image.rect);
    const ChipWeights& w = context.weights;
    directory.for_rows(0, directory.rows(), [&](std::int64_t, std::int32_t column, std::int32_t row) {
      const Vec2 at = pixel_from_design({directory.column_um(column), directory.row_um(row)});
      const ChipBox box{w.place_x(at.x), w.place_x(at.x), w.place_y(at.y)};
      const bool inside = box.x_even.first >= 0 && box.y.first >= 0 &&
                          box.x_even.first + w.width() <= image.rect.width &&
                          box.y.first + w.height() <= image.rect.height;
      if (inside) boxes.push_back(box);
    });
  }
};

void count_pixels(benchmark::State& state, const Frame& frame) {
  state.counters["pixels"] =
      benchmark::Counter(static_cast<double>(frame.pixels()), benchmark::Counter::kIsIterationInvariantRate);
}

/// Reading from the page cache is in it.
void decode_frame(benchmark::State& state, const Frame& frame, const std::filesystem::path& folder) {
  const Scan scan = value_of(open_scan(folder));
  const auto blocks = value_of(open_blocks(scan, 0));
  const auto block = value_of(blocks->next());
  RawPixels raw;
  for (auto _ : state) {
    if (!blocks->decode(*block, raw)) state.SkipWithError("cannot be decoded");
  }
  count_pixels(state, frame);
}

void calibrate_frame(benchmark::State& state, Frame& frame) {
  ElectronImage image;
  for (auto _ : state) {
    calibrate(frame.raw, frame.layer(), frame.calibration, image);
    benchmark::DoNotOptimize(image.e.data());
  }
  count_pixels(state, frame);
}

void sum_boxes_of_frame(benchmark::State& state, Frame& frame) {
  std::vector<ChipSums> sums(frame.boxes.size());
  for (auto _ : state) {
    sum_boxes(frame.image, frame.context.weights, frame.boxes, sums);
    benchmark::DoNotOptimize(sums.data());
  }
  count_pixels(state, frame);
  const auto chips = static_cast<double>(frame.boxes.size());
  state.counters["chips"] = benchmark::Counter(chips, benchmark::Counter::kIsIterationInvariantRate);
}

/// Numbers as large and as random as those of a wafer; the default columns of one layer.
ChipTable made_up_table() {
  constexpr std::int32_t kColumns = 256, kRows = 64;
  std::mt19937 random(1);
  std::normal_distribution<float> noise(0, 1);
  ChipTable t;
  LayerColumns& layer = t.layers.emplace_back();
  for (std::int32_t i = 0; i < kColumns * kRows; ++i) {
    t.column.push_back(i % kColumns);
    t.row.push_back(i / kColumns);
    t.x_um.push_back(8.008F * static_cast<float>(i % kColumns - kColumns / 2));
    t.y_um.push_back(16.013F * static_cast<float>(i / kColumns - kRows / 2));
    t.chip_class.push_back(i % 50 == 7 ? ChipClass::dim : ChipClass::good);
    t.flags.push_back(i % 50 == 7 ? 8 : 0);
    layer.intensity_e.push_back(57000 + 2000 * noise(random));
    layer.intensity_sigma_e.push_back(280 + 5 * noise(random));
    layer.relative_intensity.push_back(1 + 0.03F * noise(random));
    layer.peak_e.push_back(1200 + 40 * noise(random));
    layer.nonuniformity.push_back(0.13F + 0.005F * noise(random));
    layer.centroid_dx_um.push_back(0.02F * noise(random));
    layer.centroid_dy_um.push_back(0.02F * noise(random));
    layer.background_e.push_back(70 + 0.1F * noise(random));
  }
  return t;
}

void csv_lines_of_table(benchmark::State& state) {
  const ChipTable table = made_up_table();
  const auto columns = value_of(detail::chosen_text_columns(table, {}));
  const std::optional<RowNotes> notes;
  const detail::CsvLines lines(columns, notes);
  const auto text = std::make_unique<char[]>(lines.longest_line() * table.size());
  for (auto _ : state) {
    char* out = text.get();
    detail::Strip strip;
    for (std::size_t row = 0; row < table.size(); ++row) {
      strip.rows[strip.count++] = row;
      if (strip.count < strip.rows.size()) continue;
      out = lines.append(out, strip);
      strip.count = 0;
    }
    benchmark::DoNotOptimize(out);
  }
  const auto chips = static_cast<double>(table.size());
  state.counters["chips"] = benchmark::Counter(chips, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "Usage: speed_kernels WAFER [options of Google Benchmark]\n");
    return 2;
  }
  const std::filesystem::path wafer = argv[1];
  argv[1] = argv[0];
  int count = argc - 1;
  benchmark::Initialize(&count, argv + 1);
  const ThreadLimit one(1);
  try {
    Frame frame(wafer / "scan");
    for (const auto& [name, stored] : kStored) {
      const std::filesystem::path scan = wafer / stored;
      if (!std::filesystem::exists(scan)) continue;
      benchmark::RegisterBenchmark(name, [&, scan](benchmark::State& s) { decode_frame(s, frame, scan); });
    }
    benchmark::RegisterBenchmark("calibrate", [&](benchmark::State& s) { calibrate_frame(s, frame); });
    benchmark::RegisterBenchmark("sum_boxes", [&](benchmark::State& s) { sum_boxes_of_frame(s, frame); });
    benchmark::RegisterBenchmark("CSV lines, 14 columns", csv_lines_of_table);
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
