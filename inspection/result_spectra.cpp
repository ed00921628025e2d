#include "inspection/result_spectra.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>
#include <system_error>
#include <utility>

#include "acquisition/spectra_file.h"
#include "inspection/result_scan.h"
#include "inspection/whole_file.h"
#include "recipe/recipe.h"
#include "results/summary.h"
#include "results/wafer_h5.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

/// What stands in spectra.h5, and how the inspection looked at it.
struct OpenFile {
  std::unique_ptr<SpectraSource> spectra;
  WavelengthOptions options;
  std::optional<ExpectedLine> line;  ///< as learned from the scan
};

std::optional<ExpectedLine> learned_line(const WavelengthReport& report) {
  const auto family = std::ranges::find(kLineFamilies, report.line, [](LineFamily f) { return name_of(f); });
  if (report.line.empty() || family == kLineFamilies.end()) return {};
  return expected_line(*family, report.shape, report.shape_spread);
}

Result<OpenFile> open_file(const fs::path& result, const fs::path& moved, std::size_t sites) {
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  const auto scan = open_result_scan(moved.empty() ? fs::path(summary->input.scan_path) : moved,
                                     summary->input.manifest_sha256, "the spectra of this result lie in its scan",
                                     "the scan folder of this result: --scan FOLDER where it has moved");
  if (!scan) return fail(scan.error());
  if (!scan->spectra)
    return fail(bad_input("inspection.no_scan", scan->folder.string(), "the scan has no spectra any more"));
  auto file = open_spectra_h5(*scan->spectra, true);
  if (!file) return fail(file.error());
  if (file->spectra->size() != static_cast<std::int64_t>(sites)) {
    return fail(bad_input("inspection.no_scan", scan->spectra->string(), "these are not the spectra of this result",
                          fmt::format("{} spectra", sites), fmt::format("{}", file->spectra->size())));
  }
  OpenFile open;
  open.spectra = std::move(file->spectra);
  std::error_code problem;
  if (fs::exists(result / "recipe.json", problem)) {
    const auto recipe = read_recipe(result / "recipe.json");
    if (!recipe) return fail(recipe.error());
    open.options = recipe->wavelength;
  }
  if (summary->wavelength) open.line = learned_line(*summary->wavelength);
  return open;
}

}  // namespace

struct ResultSpectra::Open {
  fs::path result, scan;
  std::vector<StoredSite> sites;
  std::mutex reading;
  std::optional<Result<OpenFile>> file;
};

ResultSpectra::ResultSpectra(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ResultSpectra::ResultSpectra(ResultSpectra&&) noexcept = default;
ResultSpectra& ResultSpectra::operator=(ResultSpectra&&) noexcept = default;
ResultSpectra::~ResultSpectra() = default;

Result<ResultSpectra> ResultSpectra::open(const fs::path& result, const fs::path& scan) {
  std::error_code problem;
  const bool has_chips = fs::exists(result / "chips.h5", problem) || !fs::exists(result / kWaferFile, problem);
  auto sites = read_sites(has_chips ? result / "chips.h5" : result / kWaferFile);
  if (!sites) return fail(sites.error());
  auto open = std::make_unique<Open>();
  open->result = result;
  open->scan = scan;
  open->sites = std::move(*sites);
  return ResultSpectra(std::move(open));
}

const std::vector<StoredSite>& ResultSpectra::sites() const {
  return open_->sites;
}

std::optional<NearestSite> ResultSpectra::nearest(Vec2 place_um, std::optional<ChipIndex> chip) const {
  std::optional<NearestSite> best;
  for (std::size_t i = 0; i < sites().size(); ++i) {
    const StoredSite& site = sites()[i];
    const bool on_chip = chip && site.column == chip->column && site.row == chip->row;
    const double distance = std::hypot(site.site.at_um.x - place_um.x, site.site.at_um.y - place_um.y);
    const bool nearer =
        !best || (on_chip != best->is_on_chip ? on_chip : distance < best->distance_um);  // the first of equals stays
    if (nearer) best = NearestSite{i, site, distance, on_chip};
  }
  return best;
}

Result<SiteCurve> ResultSpectra::curve(std::size_t site) const {
  const std::scoped_lock lock(open_->reading);  // a file of spectra is read by one thread at a time
  if (!open_->file) open_->file.emplace(open_file(open_->result, open_->scan, sites().size()));
  if (!*open_->file) return fail(open_->file->error());
  const OpenFile& file = **open_->file;
  const SpectrumAxis& axis = file.spectra->axis();
  std::vector<float> counts(axis.size());
  if (auto read = file.spectra->read(static_cast<std::int64_t>(site), 1, counts); !read) return fail(read.error());
  const SpectrumAnalyser analyser(axis, file.options);
  SpectrumCurve curve =
      spectrum_curve(axis, analyser, counts, file.spectra->counted(), file.line ? &*file.line : nullptr);
  // A limit that several spectra share shows in none of them alone: what the inspection called clipped stays so.
  if (!has_figures(sites()[site].site.figures.state)) return SiteCurve{axis.nm, std::move(curve.light), {}, {}};
  return SiteCurve{axis.nm, std::move(curve.light), std::move(curve.model), curve.half};
}

std::string_view describe(WavelengthSource source) {
  switch (source) {
    case WavelengthSource::surface:
      return "interpolated: predicted by the surface through the spectra around it, not measured on this chip";
    case WavelengthSource::spectrum:
      return "measured by a spectrum on this chip";
    case WavelengthSource::ratio:
      return "measured by the ratio of two bands";
    case WavelengthSource::none:
      break;
  }
  return "none: no light, or no spectra";
}

SpectraTable spectra_table(const ResultSpectra& spectra, const std::string& name) {
  SpectraTable table;
  for (std::size_t i = 0; i < spectra.sites().size(); ++i) {
    const WavelengthSite& site = spectra.sites()[i].site;
    table.rows.push_back({name, static_cast<std::int64_t>(i), site.at_um, site.figures});
  }
  return table;
}

Result<void> write_curve(const SiteCurve& curve, const fs::path& file, bool overwrite) {
  std::string text = "wavelength_nm,counts,fit\n";
  for (std::size_t i = 0; i < curve.nm.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{:.4f},{:.6g},", curve.nm[i], curve.counts[i]);
    if (!curve.model.empty()) fmt::format_to(std::back_inserter(text), "{:.6g}", curve.model[i]);
    text += '\n';
  }
  return write_whole_file(file, text, overwrite);
}

}  // namespace pellucid
