#include "acquisition/scan_files.h"

#include <array>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "acquisition/el_csv.h"
#include "acquisition/error_code.h"
#include "acquisition/layer_files.h"
#include "acquisition/scan_paths.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

/// HDF5 begins with 8 bytes at 0 or, after a user block, at 512, 1024, 2048, ...
Result<void> check_hdf5_start(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) {
    return fail(bad_input(code::kMissing, path.string(), "missing file", "an HDF5 file", "nothing"));
  }
  constexpr std::array<char, 8> kSignature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::ifstream stream(path, std::ios::binary);
  for (std::streamoff at = 0; at <= 1 << 20; at = at == 0 ? 512 : at * 2) {
    std::array<char, 8> bytes{};
    stream.seekg(at);
    if (!stream.read(bytes.data(), bytes.size())) break;
    if (bytes == kSignature) return {};
  }
  return fail(bad_input(code::kCorrupt, path.string(), "not an HDF5 file", "an HDF5 signature", "none"));
}

template <class Check>
std::optional<fs::path> check_extra(const Scan& scan, const std::optional<std::string>& name, std::string_view role,
                                    Check check, std::vector<Error>& faults) {
  if (!name) return std::nullopt;
  Result<fs::path> path = resolve_inside(scan.folder, *name, role);
  if (!path) {
    faults.push_back(std::move(path.error()));
    return std::nullopt;
  }
  if (auto checked = check(*path); !checked) faults.push_back(std::move(checked.error()));
  return std::move(*path);
}

}  // namespace

Scan check_scan_files(Manifest manifest, const fs::path& folder, const OpenOptions& options,
                      std::vector<Error>& faults) {
  Scan scan = std::move(manifest.scan);
  scan.folder = folder;
  if (scan.scan_id.empty()) scan.scan_id = folder.filename().string();
  for (std::size_t layer = 0; layer < scan.layers.size(); ++layer) {
    check_layer_files(scan, layer, manifest.layer_paths[layer], options, faults);
  }
  scan.spectra = check_extra(scan, manifest.spectra, "spectra", check_hdf5_start, faults);
  scan.electrical = check_extra(scan, manifest.electrical, "electrical", check_el_header, faults);
  return scan;
}

std::optional<Scan> inspect_scan(const fs::path& folder, const OpenOptions& options, std::vector<Error>& faults) {
  std::error_code failed;
  const fs::path canonical = fs::canonical(folder, failed);
  if (failed || !fs::is_directory(canonical, failed)) {
    faults.push_back(bad_input(code::kMissing, folder.string(), "no scan folder", "a folder with a scan.json",
                               failed ? "nothing" : "a file"));
    return std::nullopt;
  }
  std::optional<Manifest> manifest = read_manifest(canonical, faults);
  if (!manifest) return std::nullopt;
  return check_scan_files(std::move(*manifest), canonical, options, faults);
}

Result<Scan> open_scan(const fs::path& folder, const OpenOptions& options) {
  std::vector<Error> faults;
  std::optional<Scan> scan = inspect_scan(folder, options, faults);
  if (!faults.empty()) return fail(std::move(faults.front()));
  return std::move(*scan);
}

}  // namespace pellucid
