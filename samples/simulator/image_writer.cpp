#include "samples/simulator/image_writer.h"

#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "samples/simulator/tiff_sink.h"

namespace pellucid::sim {
namespace {

// Blocks this wide keep the light in cache. Noise is seeded by block: the constant is part of the output.
constexpr std::int64_t kBlockPixels = 1024;
constexpr std::int64_t kBandMemory_bytes = 200'000'000;  // of all bands in flight

struct Band {
  std::size_t tile = 0;
  std::int64_t y = 0, rows = 0;
  bool last = false;
  Result<EncodedBand> encoded;
};
using BandPointer = std::shared_ptr<Band>;

class LayerWriter {
 public:
  LayerWriter(const std::filesystem::path& folder, const ImageSources& sources, std::size_t layer, const TilePlan& plan)
      : folder_(folder),
        s_(sources),
        layer_(layer),
        plan_(plan),
        shape_{plan.width, plan.height, sources.options.detector.bits},
        band_rows_(band_rows(sources.options.tiff, plan.height)),
        power_(line_power(sources.options, layer, plan.lines)) {}

  /// The next band to make, empty after the last. One thread at a time.
  [[nodiscard]] BandPointer next() {
    if (next_tile_ == plan_.tiles.size()) return nullptr;
    auto band = std::make_shared<Band>();
    band->tile = next_tile_;
    band->y = next_y_;
    band->rows = std::min(band_rows_, plan_.height - next_y_);
    next_y_ += band->rows;
    band->last = next_y_ == plan_.height;
    if (band->last) {
      next_y_ = 0;
      ++next_tile_;
    }
    return band;
  }

  /// Renders, digitises and encodes. Any thread.
  void make(Band& band) const {
    const PlannedTile& tile = plan_.tiles[band.tile];
    const std::size_t bytes = s_.digitiser.pixel_bytes();
    std::vector<std::byte> pixels(static_cast<std::size_t>(plan_.width * band.rows) * bytes);
    const std::int64_t blocks = (plan_.width + kBlockPixels - 1) / kBlockPixels;
    // In parallel here too: a wide wafer's bands are too big for one a core.
    tbb::parallel_for(std::int64_t{0}, blocks, [&](std::int64_t i) {
      thread_local LightBlock block;
      const std::int64_t x = i * kBlockPixels;
      const PixelRect rect{x, band.y, std::min(kBlockPixels, plan_.width - x), band.rows};
      s_.light.render(layer_, tile, rect, block);
      for (std::int64_t y = 0; y < band.rows; ++y) {
        const double power = power_[static_cast<std::size_t>(tile.first_line + band.y + y)];
        s_.digitiser.digitise(block.row(y), rect.width, {layer_, band.tile, x, band.y + y, power},
                              pixels.data() + static_cast<std::size_t>(y * plan_.width + x) * bytes);
      }
    });
    band.encoded = encode_band(s_.options.tiff, shape_, band.rows, pixels.data());
  }

  /// Appends in order. One thread at a time.
  [[nodiscard]] Result<void> write(const Band& band) {
    if (!band.encoded) return fail(band.encoded.error());
    if (!sink_) {
      auto created = TiffSink::create(folder_ / plan_.tiles[band.tile].file, s_.options.tiff, shape_);
      if (!created) return fail(created.error());
      sink_ = std::move(*created);
    }
    if (auto appended = sink_->append(*band.encoded); !appended) return appended;
    count_.pixels += plan_.width * band.rows;
    for (const auto& block : *band.encoded) count_.bytes += static_cast<std::int64_t>(block.size());
    if (!band.last) return {};
    ++count_.files;
    auto finished = sink_->finish();
    sink_.reset();
    return finished;
  }

  /// One a thread and one being written, or as many as the memory holds twice (as pixels and encoded); at least two.
  [[nodiscard]] std::size_t bands_in_flight(int threads) const {
    const std::int64_t bytes = 2 * plan_.width * band_rows_ * static_cast<std::int64_t>(s_.digitiser.pixel_bytes());
    return static_cast<std::size_t>(std::clamp<std::int64_t>(kBandMemory_bytes / bytes, 2, threads + 1));
  }

  [[nodiscard]] const ImageCount& count() const { return count_; }
  [[nodiscard]] double fraction_done() const {
    return static_cast<double>(count_.pixels) /
           (static_cast<double>(plan_.width * plan_.height) * static_cast<double>(plan_.tiles.size()));
  }

 private:
  std::filesystem::path folder_;
  const ImageSources& s_;
  std::size_t layer_;
  const TilePlan& plan_;
  TiffShape shape_;
  std::int64_t band_rows_;
  std::vector<double> power_;
  std::size_t next_tile_ = 0;
  std::int64_t next_y_ = 0;
  std::optional<TiffSink> sink_;
  ImageCount count_;
};

}  // namespace

Result<ImageCount> write_layer_images(const std::filesystem::path& folder, const ImageSources& sources,
                                      std::size_t layer, const TilePlan& plan, int threads, const Progress& progress,
                                      const std::stop_token& stop) {
  LayerWriter writer(folder, sources, layer, plan);
  std::optional<Error> error;
  const auto source = [&](tbb::flow_control& flow) -> BandPointer {
    BandPointer band = stop.stop_requested() ? nullptr : writer.next();
    if (!band) flow.stop();
    return band;
  };
  const auto make = [&](BandPointer band) {
    writer.make(*band);
    return band;
  };
  const auto sink = [&](const BandPointer& band) {
    if (error) return;
    if (const auto written = writer.write(*band); !written) error = written.error();
    report(progress, "images of " + sources.options.layers[layer].name, writer.fraction_done());
  };
  tbb::parallel_pipeline(writer.bands_in_flight(threads),
                         tbb::make_filter<void, BandPointer>(tbb::filter_mode::serial_in_order, source) &
                             tbb::make_filter<BandPointer, BandPointer>(tbb::filter_mode::parallel, make) &
                             tbb::make_filter<BandPointer, void>(tbb::filter_mode::serial_in_order, sink));
  if (error) return fail(*error);
  if (stop.stop_requested()) return fail(cancelled());
  return writer.count();
}

}  // namespace pellucid::sim
