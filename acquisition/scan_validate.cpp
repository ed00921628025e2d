#include <optional>
#include <utility>

#include "acquisition/el_csv.h"
#include "acquisition/folder_block_source.h"
#include "acquisition/frame.h"
#include "acquisition/scan.h"
#include "acquisition/scan_files.h"
#include "acquisition/spectra_file.h"

namespace pellucid {
namespace {

/// Decodes every present tile; the first fault of a tile ends that tile.
void decode_layer(const Scan& scan, std::size_t layer, const Progress& progress, const std::stop_token& stop,
                  std::vector<Error>& faults) {
  Result<std::unique_ptr<BlockSource>> source = open_blocks(scan, layer);
  if (!source) {
    faults.push_back(std::move(source.error()));
    return;
  }
  RawPixels pixels;
  std::int32_t bad_tile = -1;
  const auto blocks = static_cast<double>((*source)->block_count());
  while (!stop.stop_requested()) {
    const Result<std::optional<EncodedBlock>> block = (*source)->next();
    if (!block || !*block) break;
    report(progress, "decode " + scan.layers[layer].geometry.name, static_cast<double>((*block)->sequence) / blocks);
    if ((*block)->tile == bad_tile) continue;
    if (auto decoded = (*source)->decode(**block, pixels); !decoded) {
      bad_tile = (*block)->tile;
      faults.push_back(std::move(decoded.error()));
    }
  }
}

/// Faults of the header are known already; here only those of the pixels are new.
void decode_frame(const std::optional<std::filesystem::path>& path, std::vector<Error>& faults) {
  if (!path || !read_frame_header(*path)) return;
  if (auto frame = read_frame(*path); !frame) faults.push_back(std::move(frame.error()));
}

}  // namespace

std::vector<Error> validate_scan(const std::filesystem::path& folder, const Progress& progress, std::stop_token stop) {
  std::vector<Error> faults;
  report(progress, "check", 0);
  const std::optional<Scan> scan = inspect_scan(folder, {}, faults);
  if (!scan) return faults;
  for (std::size_t layer = 0; layer < scan->layers.size() && !stop.stop_requested(); ++layer) {
    decode_layer(*scan, layer, progress, stop, faults);
    decode_frame(scan->layers[layer].dark, faults);
    decode_frame(scan->layers[layer].flat, faults);
  }
  if (scan->electrical && check_el_header(*scan->electrical) && !stop.stop_requested()) {
    report(progress, "electrical table", 0);
    if (auto table = read_el_csv(*scan->electrical); !table) faults.push_back(std::move(table.error()));
  }
  // A file that is no HDF5 at all is among the faults already.
  if (scan->spectra && faults.empty() && !stop.stop_requested()) {
    if (auto spectra = open_spectra_h5(*scan->spectra, true); !spectra) faults.push_back(std::move(spectra.error()));
  }
  if (stop.stop_requested()) faults.push_back(cancelled());
  return faults;
}

}  // namespace pellucid
