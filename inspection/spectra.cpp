#include "inspection/spectra.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "acquisition/spectra_file.h"
#include "core/flow/parallel.h"
#include "core/spectra/spectra_batch.h"

namespace pellucid {
namespace {

struct FigureColumn {
  const char* name;
  int decimals;
  Measured SpectrumFigures::*figure;
};
constexpr std::array<FigureColumn, 9> kColumns{{{"peak_nm", 4, &SpectrumFigures::peak_nm},
                                                {"centroid_nm", 4, &SpectrumFigures::centroid_nm},
                                                {"fwhm_nm", 4, &SpectrumFigures::fwhm_nm},
                                                {"dominant_nm", 4, &SpectrumFigures::dominant_nm},
                                                {"purity", 5, &SpectrumFigures::purity},
                                                {"counts", 3, &SpectrumFigures::counts},
                                                {"peak_ev", 6, &SpectrumFigures::peak_ev},
                                                {"centroid_ev", 6, &SpectrumFigures::centroid_ev},
                                                {"fwhm_ev", 6, &SpectrumFigures::fwhm_ev}}};

Result<void> analyse_file(const std::filesystem::path& path, const SpectraRequest& request, SpectraTable& table) {
  auto file = open_spectra(path, request.dark);
  if (!file) return fail(file.error());
  auto found = analyse_spectra(*file->spectra, request.options);
  if (!found) return fail(found.error());
  for (const std::string& warning : file->warnings) table.warnings.push_back(path.string() + ": " + warning);
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < found->spectra.size(); ++i) {
    const Vec2 at = i < file->position_um.size() ? file->position_um[i] : Vec2{kNone, kNone};
    table.rows.push_back({path.string(), static_cast<std::int64_t>(i), at, found->spectra[i]});
  }
  return {};
}

/// A file's name may hold what a CSV field may not hold bare.
std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Result<SpectraTable> analyse_spectra_files(const SpectraRequest& request) {
  const ThreadLimit limit(request.threads);
  SpectraTable table;
  for (const auto& file : request.files) {
    if (auto done = analyse_file(file, request, table); !done) return fail(done.error());
  }
  return table;
}

std::string spectra_csv(const SpectraTable& table) {
  std::string text = "file,spectrum,x_um,y_um,state";
  for (const FigureColumn& c : kColumns) text += fmt::format(",{0},{0}_sigma", c.name);
  text += ",chi2,spikes,line\n";
  const auto out = std::back_inserter(text);
  const auto number = [&](double value, int decimals) {
    text += ',';
    if (std::isfinite(value)) fmt::format_to(out, "{:.{}f}", value, decimals);
  };
  for (const SpectrumRow& row : table.rows) {
    fmt::format_to(out, "{},{}", csv_field(row.file), row.spectrum);
    number(row.at_um.x, 3);
    number(row.at_um.y, 3);
    fmt::format_to(out, ",{}", name_of(row.figures.state));
    for (const FigureColumn& c : kColumns) {
      const Measured m = row.figures.*c.figure;
      number(static_cast<double>(m.value), c.decimals);
      number(static_cast<double>(m.sigma), c.decimals);
    }
    number(static_cast<double>(row.figures.chi2), 3);
    const bool fitted = row.figures.state == SpectrumState::measured || row.figures.state == SpectrumState::cut;
    fmt::format_to(out, ",{},{}\n", row.figures.spikes, fitted ? name_of(row.figures.family) : std::string_view());
  }
  return text;
}

std::string spectra_json(const SpectraTable& table) {
  using Json = nlohmann::ordered_json;
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json json{{"spectra", Json::array()}, {"warnings", table.warnings}};
  for (const SpectrumRow& row : table.rows) {
    Json one{{"file", row.file},
             {"spectrum", row.spectrum},
             {"x_um", number(row.at_um.x)},
             {"y_um", number(row.at_um.y)},
             {"state", name_of(row.figures.state)}};
    for (const FigureColumn& c : kColumns) {
      const Measured m = row.figures.*c.figure;
      one[c.name] = number(static_cast<double>(m.value));
      one[std::string(c.name) + "_sigma"] = number(static_cast<double>(m.sigma));
    }
    one["chi2"] = number(static_cast<double>(row.figures.chi2));
    one["spikes"] = row.figures.spikes;
    const bool fitted = row.figures.state == SpectrumState::measured || row.figures.state == SpectrumState::cut;
    one["line"] = fitted ? Json(name_of(row.figures.family)) : Json(nullptr);
    json["spectra"].push_back(std::move(one));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pellucid
