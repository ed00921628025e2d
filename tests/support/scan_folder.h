/// A small valid scan folder, to be made invalid one fault at a time. Links TIFF::TIFF and nlohmann_json.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/temp_folder.h"
#include "tests/support/tiff_file.h"

namespace pellucid::test {

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// Two 16-bit tiles of 16 x 12 pixels side by side, one camera layer, with dark and flat.
class ScanFolder {
 public:
  ScanFolder() {
    manifest = nlohmann::json::parse(R"({
      "schema": "pellucid.scan/1", "scan_id": "S1", "acquired_at": "2026-11-22T08:15:00Z",
      "tool": {"id": "PL-01", "recipe": "r"},
      "wafer": {"id": "W03", "lot": "LOT7", "slot": 3, "diameter_mm": 50.0, "orientation_mark": "flat",
                "edge_exclusion_mm": 2.0},
      "chips": {"pitch_um": [20.0, 40.0], "size_um": [12.0, 30.0], "columns": 100, "rows": 50,
                "origin_um": [-990.0, -980.0], "field": {"columns": 10, "rows": 5, "street_um": [6.0, 8.0]},
                "excluded": [{"column": [0, 10], "row": [0, 10]}]},
      "layers": [{
        "name": "pl", "kind": "photoluminescence", "method": "camera",
        "excitation": {"wavelength_nm": 405.0, "power_density_w_cm2": 10.0, "optical_density": 1.0},
        "detector": {"bits": 16, "saturation_dn": 65000, "offset_dn": 100.0, "gain_e_per_dn": 0.8, "read_noise_e": 3.0},
        "pixel_um": [2.5, 2.5],
        "tiles": [{"file": "pl/a.tif", "position_um": [-40.0, 15.0]}, {"file": "pl/b.tif", "position_um": [0.0, 15.0]}],
        "dark": "calibration/dark.tif", "flat": "calibration/flat.tif"
      }]})");
    for (const char* name : {"pl/a.tif", "pl/b.tif", "calibration/dark.tif", "calibration/flat.tif"})
      write_tiff(path() / name, {});
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path() / name).string(); }
  [[nodiscard]] nlohmann::json& layer() { return manifest["layers"][0]; }

  /// Turns the layer into a raster: one line as dark and flat, a monitored power.
  void make_raster() {
    layer()["method"] = "raster";
    layer()["raster"] = {{"bidirectional", true}, {"line_power", "pl/line_power.csv"}};
    TiffSpec line;
    line.height = 1;
    for (const char* name : {"calibration/dark.tif", "calibration/flat.tif"}) write_tiff(path() / name, line);
    write_line_power(12);
  }
  void write_line_power(int lines) {
    std::string text = "line,relative_power\n";
    for (int i = 0; i < lines; ++i) text += std::to_string(i) + ",1.0" + std::to_string(i % 10) + "\n";
    write_text(path() / "pl/line_power.csv", text);
  }
  /// Writes the manifest and tells the folder.
  const std::filesystem::path& write() {
    write_text(path() / "scan.json", manifest.dump(2));
    return path();
  }

  nlohmann::json manifest;

 private:
  TempFolder folder_;
};

/// Small changes of a good folder, for tests of refusals. `pointer` is a JSON pointer into the manifest.
inline void set(ScanFolder& f, const char* pointer, const nlohmann::json& value) {
  f.manifest[nlohmann::json::json_pointer(pointer)] = value;
}

inline void erase(ScanFolder& f, const char* object, const char* key) {
  f.manifest[nlohmann::json::json_pointer(object)].erase(key);
}

inline void write_tile(ScanFolder& f, const std::function<void(TiffSpec&)>& change, const char* file = "pl/b.tif") {
  TiffSpec spec;
  change(spec);
  test::write_tiff(f.path() / file, spec);
}

}  // namespace pellucid::test
