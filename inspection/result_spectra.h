/// The spectra behind a result: which one was taken nearest to a place, its figures as the result holds them, and the
/// spectrum itself, read from the scan and corrected as the inspection did. Thread-safe once open; spectra.h5 is opened
/// when a curve is first asked for.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/spectra/spectrum_curve.h"
#include "inspection/spectra.h"
#include "results/sites_h5.h"

namespace pellucid {

struct NearestSite {
  std::size_t site = 0;  ///< spectrum of the scan's spectra.h5
  StoredSite stored;
  double distance_um = 0;
  bool is_on_chip = false;  ///< it lies in the cell of the chip that was asked for
};

/// What was measured at one site, channel by channel.
struct SiteCurve {
  std::vector<float> nm;
  std::vector<float> counts;  ///< dark out, spikes bridged, divided by the response
  std::vector<float> model;   ///< the fitted line on its background; empty: no shape fits, or no figures
  HalfMaximum half;           ///< of the fit
};

class ResultSpectra {
 public:
  /// Reads the list of sites. `scan`: where the scan is now; empty: where the result says that it was. Errors: those of
  /// reading a result.
  [[nodiscard]] static Result<ResultSpectra> open(const std::filesystem::path& result,
                                                  const std::filesystem::path& scan = {});
  ResultSpectra(ResultSpectra&&) noexcept;
  ResultSpectra& operator=(ResultSpectra&&) noexcept;
  ~ResultSpectra();

  /// In the order of spectra.h5; empty: the scan had no spectra.
  [[nodiscard]] const std::vector<StoredSite>& sites() const;
  /// A site on the chip goes before one that is nearer but on none or another. nullopt where there are no sites.
  [[nodiscard]] std::optional<NearestSite> nearest(Vec2 place_um, std::optional<ChipIndex> chip = {}) const;
  /// Requires site < sites().size(). Errors: bad_input "inspection.no_scan" where the scan is gone or another one;
  /// those of reading spectra.h5 and recipe.json.
  [[nodiscard]] Result<SiteCurve> curve(std::size_t site) const;

 private:
  struct Open;
  explicit ResultSpectra(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

/// "measured by a spectrum on this chip", "predicted by the surface through the spectra: not measured on this chip".
[[nodiscard]] std::string_view describe(WavelengthSource source);

/// Every site, as `pellucid spectra` lists the spectra of a file; `name` stands for the file.
[[nodiscard]] SpectraTable spectra_table(const ResultSpectra& spectra, const std::string& name);

/// Writes a curve as CSV: wavelength_nm,counts,fit. Appears whole or not at all. Errors: usage "inspection.exists",
/// internal "inspection.write".
[[nodiscard]] Result<void> write_curve(const SiteCurve& curve, const std::filesystem::path& file, bool overwrite);

}  // namespace pellucid
