#include "tests/inspection/wafer_case.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "acquisition/scan_writer.h"

namespace pellucid::test {

namespace fs = std::filesystem;

WaferCase::WaferCase(const SimulationOptions& options) {
  const auto made = simulate(options, scan());
  EXPECT_TRUE(made) << made.error().message();
  auto truth = read_truth(scan());
  EXPECT_TRUE(truth) << truth.error().message();
  if (truth) truth_ = std::move(*truth);
}

nlohmann::json WaferCase::manifest() const {
  std::ifstream file(scan() / "scan.json");
  return nlohmann::json::parse(file);
}

void WaferCase::edit_manifest(const std::function<void(nlohmann::json&)>& change) const {
  nlohmann::json json = manifest();
  change(json);
  std::ofstream(scan() / "scan.json") << json.dump(2);
}

void WaferCase::edit_image(const std::string& file, const std::function<void(Frame&)>& change) const {
  auto frame = read_frame(scan() / file);
  ASSERT_TRUE(frame) << frame.error().message();
  change(*frame);
  const auto written = write_gray_tiff(scan() / file, {frame->dn.data(), frame->width, frame->height, SampleType::u16});
  ASSERT_TRUE(written) << written.error().message();
}

Result<ResultData> WaferCase::inspect(const std::function<void(InspectRequest&)>& change) const {
  InspectRequest request;
  request.scan = scan();
  request.result = result();
  request.threads = 2;
  request.overwrite = true;
  request.write_maps_and_report = false;
  if (change) change(request);
  return pellucid::inspect(request);
}

Vec2 WaferCase::pixel_at(Vec2 wafer_um) const {
  const nlohmann::json json = manifest();
  const auto& layer = json["layers"][0];
  const auto& at = layer["tiles"][0]["position_um"];
  return {(wafer_um.x - at[0].get<double>()) / layer["pixel_um"][0].get<double>(),
          (at[1].get<double>() - wafer_um.y) / layer["pixel_um"][1].get<double>()};
}

Accuracy WaferCase::accuracy(const ResultData& data, std::size_t layer) const {
  Accuracy a;
  EXPECT_TRUE(same_chips(data, truth_));
  if (!same_chips(data, truth_)) return {1e9, 1e9, 1e9};
  const LayerColumns& found = data.table.layers[layer];
  const TrueLayer& true_layer = truth_.layers.at(found.layer);
  std::vector<double> ratio, pull;
  double square = 0;
  for (std::size_t k = 0; k < truth_.size(); ++k) {
    square += std::pow(static_cast<double>(data.table.x_um[k]) - truth_.x_um[k], 2) +
              std::pow(static_cast<double>(data.table.y_um[k]) - truth_.y_um[k], 2);
    const double light = static_cast<double>(found.intensity_e[k]);
    if (truth_.defect[k] != ChipClass::good || !std::isfinite(light)) continue;
    ratio.push_back(light / true_layer.intensity_e[k] - 1);
    pull.push_back((light - true_layer.intensity_e[k]) / static_cast<double>(found.intensity_sigma_e[k]));
  }
  a.place_um = std::sqrt(square / static_cast<double>(truth_.size()));
  a.bias = median(ratio);
  const double middle = median(pull);
  for (double& p : pull) p = std::abs(p - middle);
  a.pull = 1.4826 * median(pull);
  return a;
}

Verdicts WaferCase::verdicts(const ResultData& data, bool blind_to_missing) const {
  Verdicts v;
  EXPECT_TRUE(same_chips(data, truth_));
  if (!same_chips(data, truth_)) return {0, 1'000'000, 0, 0};
  for (std::size_t k = 0; k < truth_.size(); ++k) {
    if (truth_.kind[k] == DefectKind::partial_spot) continue;
    ChipClass expected = truth_.defect[k];
    if (blind_to_missing && expected == ChipClass::missing) expected = ChipClass::dark;
    const ChipClass found = data.table.chip_class[k];
    ++v.chips;
    v.retest += found == ChipClass::retest;
    v.unmeasured += found == ChipClass::unmeasured;
    v.wrong += found != expected && found != ChipClass::retest && found != ChipClass::unmeasured;
  }
  return v;
}

SimulationOptions small_wafer() {
  SimulationOptions options = *simulation_preset("small");
  options.el.write = false;
  options.threads = 2;
  return options;
}

bool same_chips(const ResultData& data, const Truth& truth) {
  return data.table.column == truth.column && data.table.row == truth.row;
}

std::string other_files(const fs::path& folder, const std::vector<std::string>& expected) {
  std::string others;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (std::find(expected.begin(), expected.end(), name) == expected.end()) others += name + " ";
  }
  return others;
}

double median(std::vector<double> values) {
  if (values.empty()) return std::nan("");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void expect_refused(const WaferCase& wafer, const std::vector<std::string>& codes) {
  const auto data = wafer.inspect();
  ASSERT_FALSE(data) << "measured " << data->table.size() << " chips, confidence "
                     << data->registrations.front().confidence
                     << ", same chips as the truth: " << same_chips(*data, wafer.truth());
  const Error& error = data.error();
  EXPECT_EQ(error.kind, ErrorKind::bad_input) << error.message();
  EXPECT_NE(std::find(codes.begin(), codes.end(), error.code), codes.end()) << error.code << ": " << error.message();
  EXPECT_NE(error.path.find("scan"), std::string::npos) << error.message();
  EXPECT_FALSE(error.expected.empty()) << error.message();
  EXPECT_FALSE(error.found.empty()) << error.message();
  EXPECT_EQ(other_files(wafer.folder(), {"scan"}), "");
}

}  // namespace pellucid::test
