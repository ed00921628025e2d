#include "gui/app/wording.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>
#include <cmath>
#include <string_view>

namespace pellucid::gui {
namespace {

struct Title {
  std::string_view column;
  const char* title;
};

constexpr const char* kContext = "Columns";

// clang-format off
constexpr std::array kTitles{
    Title{"class", QT_TRANSLATE_NOOP("Columns", "Class")},
    Title{"column", QT_TRANSLATE_NOOP("Columns", "Column")},
    Title{"row", QT_TRANSLATE_NOOP("Columns", "Row")},
    Title{"x_um", QT_TRANSLATE_NOOP("Columns", "x")},
    Title{"y_um", QT_TRANSLATE_NOOP("Columns", "y")},
    Title{"flags", QT_TRANSLATE_NOOP("Columns", "Findings")},
    Title{"intensity_e", QT_TRANSLATE_NOOP("Columns", "PL intensity")},
    Title{"intensity_sigma_e", QT_TRANSLATE_NOOP("Columns", "Uncertainty of the intensity")},
    Title{"relative_intensity", QT_TRANSLATE_NOOP("Columns", "Relative intensity")},
    Title{"peak_e", QT_TRANSLATE_NOOP("Columns", "Brightest pixel")},
    Title{"nonuniformity", QT_TRANSLATE_NOOP("Columns", "Nonuniformity")},
    Title{"centroid_dx_um", QT_TRANSLATE_NOOP("Columns", "Emission centroid, x")},
    Title{"centroid_dy_um", QT_TRANSLATE_NOOP("Columns", "Emission centroid, y")},
    Title{"background_e", QT_TRANSLATE_NOOP("Columns", "Local background")},
    Title{"peak_nm", QT_TRANSLATE_NOOP("Columns", "Peak wavelength")},
    Title{"centroid_nm", QT_TRANSLATE_NOOP("Columns", "Centroid wavelength")},
    Title{"fwhm_nm", QT_TRANSLATE_NOOP("Columns", "Line width")},
    Title{"dominant_nm", QT_TRANSLATE_NOOP("Columns", "Dominant wavelength")},
    Title{"wavelength_source", QT_TRANSLATE_NOOP("Columns", "Wavelength source")},
    Title{"wavelength_residual_nm", QT_TRANSLATE_NOOP("Columns", "Off the smooth wafer")},
    Title{"length_um", QT_TRANSLATE_NOOP("Columns", "Length")},
    Title{"width_um", QT_TRANSLATE_NOOP("Columns", "Width")},
    Title{"angle_deg", QT_TRANSLATE_NOOP("Columns", "Direction")},
    Title{"area_um2", QT_TRANSLATE_NOOP("Columns", "Area")},
    Title{"contrast", QT_TRANSLATE_NOOP("Columns", "Contrast")},
    Title{"peak_contrast", QT_TRANSLATE_NOOP("Columns", "Strongest contrast")},
    Title{"significance", QT_TRANSLATE_NOOP("Columns", "Significance")},
    Title{"pixels", QT_TRANSLATE_NOOP("Columns", "Pixels")},
    Title{"at_edge", QT_TRANSLATE_NOOP("Columns", "At the edge")},
    Title{"power_exponent", QT_TRANSLATE_NOOP("Columns", "Power exponent")},
    Title{"leak_power_w_cm2", QT_TRANSLATE_NOOP("Columns", "Leak power")},
    Title{"leak_fit_chi2", QT_TRANSLATE_NOOP("Columns", "Leak fit, chi square")},
    Title{"r_sh_ohm", QT_TRANSLATE_NOOP("Columns", "Shunt resistance")},
    Title{"el_intensity", QT_TRANSLATE_NOOP("Columns", "EL intensity")},
    Title{"el_vf_v", QT_TRANSLATE_NOOP("Columns", "Forward voltage (EL)")},
    Title{"el_ir_ua", QT_TRANSLATE_NOOP("Columns", "Reverse leakage (EL)")},
    Title{"el_pass", QT_TRANSLATE_NOOP("Columns", "EL verdict")},
    Title{"el_predicted_pass", QT_TRANSLATE_NOOP("Columns", "EL pass, predicted")},
};

constexpr std::array kClassTitles{
    Title{"good", QT_TRANSLATE_NOOP("Classes", "Good")},
    Title{"missing", QT_TRANSLATE_NOOP("Classes", "Missing")},
    Title{"dark", QT_TRANSLATE_NOOP("Classes", "Dark")},
    Title{"dim", QT_TRANSLATE_NOOP("Classes", "Dim")},
    Title{"bright", QT_TRANSLATE_NOOP("Classes", "Bright")},
    Title{"partial", QT_TRANSLATE_NOOP("Classes", "Partial")},
    Title{"leaky", QT_TRANSLATE_NOOP("Classes", "Leaky")},
    Title{"wavelength", QT_TRANSLATE_NOOP("Classes", "Wavelength")},
    Title{"mechanical", QT_TRANSLATE_NOOP("Classes", "Mechanical")},
    Title{"suspect", QT_TRANSLATE_NOOP("Classes", "Suspect")},
    Title{"retest", QT_TRANSLATE_NOOP("Classes", "Retest")},
    Title{"unmeasured", QT_TRANSLATE_NOOP("Classes", "Unmeasured")},
};
// clang-format on

template <class Titles>
const char* find_title(const Titles& titles, std::string_view name) {
  for (const Title& t : titles) {
    if (t.column == name) return t.title;
  }
  return nullptr;
}

}  // namespace

QString title_of(const std::string& column) {
  const std::size_t at = column.find('@');
  std::string name = column.substr(0, at);
  const bool is_sigma = name.ends_with("_sigma") && name.size() > 6;
  if (is_sigma) name.resize(name.size() - 6);
  const char* words = find_title(kTitles, name);
  if (words == nullptr) return QString::fromStdString(column);
  QString title = QCoreApplication::translate(kContext, words);
  if (is_sigma) title = QCoreApplication::translate(kContext, "%1, uncertainty").arg(title);
  if (at == std::string::npos) return title;
  return QCoreApplication::translate(kContext, "%1, layer %2")
      .arg(title, QString::fromStdString(column.substr(at + 1)));
}

QString unit_text(const std::string& units) {
  for (const char* none : {"", "1", "arbitrary", "index", "code", "verdict", "bits"}) {
    if (units == none) return {};
  }
  QString text = QString::fromStdString(units);
  text.replace(QLatin1String("um"), QStringLiteral("µm")).replace(QLatin1String("uA"), QStringLiteral("µA"));
  text.replace(QLatin1String("cm2"), QStringLiteral("cm²")).replace(QLatin1String("ohm"), QStringLiteral("Ω"));
  return text;
}

QString title_of(ChipClass chip_class) {
  const char* words = find_title(kClassTitles, pellucid::name_of(chip_class));
  return words == nullptr ? QString::fromStdString(std::string(pellucid::name_of(chip_class)))
                          : QCoreApplication::translate("Classes", words);
}

QString number_text(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-3 || size >= 1e6)) return QLocale().toString(value, 'g', 4);
  const int digits = size == 0 ? 0 : std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 5);
  return QLocale().toString(value, 'f', digits);
}

QString uncertain_text(double value, double sigma) {
  if (!std::isfinite(value) || !(sigma > 0) || !std::isfinite(sigma)) return number_text(value);
  const int digits = 1 - static_cast<int>(std::floor(std::log10(sigma)));
  constexpr int kMostDecimals = 6;
  if (digits > kMostDecimals) return QStringLiteral("%1 ± %2").arg(number_text(value), number_text(sigma));
  const int decimals = std::max(digits, 0);
  return QStringLiteral("%1 ± %2").arg(QLocale().toString(value, 'f', decimals),
                                       QLocale().toString(sigma, 'f', decimals));
}

QString count_text(qint64 count) {
  return QLocale().toString(count);
}

}  // namespace pellucid::gui
