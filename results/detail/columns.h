/// Every column of the chip table that a layer or the EL test brings: its dataset name, unit, decimals in text and the
/// member that holds it. The one list that chips.h5, the exports and the maps are made from. Constants, any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid::detail {

struct LayerColumnInfo {
  std::string_view name;
  std::string_view units;
  int decimals;
  std::vector<float> LayerColumns::*values;
};

inline constexpr std::array<LayerColumnInfo, 8> kLayerColumns{{
    {"intensity_e", "e", 2, &LayerColumns::intensity_e},
    {"intensity_sigma_e", "e", 3, &LayerColumns::intensity_sigma_e},
    {"relative_intensity", "1", 5, &LayerColumns::relative_intensity},
    {"peak_e", "e", 2, &LayerColumns::peak_e},
    {"nonuniformity", "1", 5, &LayerColumns::nonuniformity},
    {"centroid_dx_um", "um", 4, &LayerColumns::centroid_dx_um},
    {"centroid_dy_um", "um", 4, &LayerColumns::centroid_dy_um},
    {"background_e", "e", 4, &LayerColumns::background_e},
}};

struct ElColumnInfo {
  std::string_view name;
  std::string_view units;
  int decimals;
  std::vector<float> ElColumns::*values;
};

inline constexpr std::array<ElColumnInfo, 3> kElColumns{{
    {"el_intensity", "arbitrary", 4, &ElColumns::intensity},
    {"el_vf_v", "V", 5, &ElColumns::vf_v},
    {"el_ir_ua", "uA", 6, &ElColumns::ir_ua},
}};

struct LeakColumnInfo {
  std::string_view name;
  std::string_view units;
  int decimals;
  std::vector<float> LeakColumns::*values;
};

inline constexpr std::array<LeakColumnInfo, 7> kLeakColumns{{
    {"power_exponent", "1", 4, &LeakColumns::power_exponent},
    {"power_exponent_sigma", "1", 4, &LeakColumns::power_exponent_sigma},
    {"leak_power_w_cm2", "W/cm2", 5, &LeakColumns::leak_power_w_cm2},
    {"leak_power_w_cm2_sigma", "W/cm2", 5, &LeakColumns::leak_power_sigma_w_cm2},
    {"leak_fit_chi2", "1", 3, &LeakColumns::leak_fit_chi2},
    {"r_sh_ohm", "ohm", 0, &LeakColumns::r_sh_ohm},
    {"r_sh_ohm_sigma", "ohm", 0, &LeakColumns::r_sh_sigma_ohm},
}};

struct WavelengthColumnInfo {
  std::string_view name;
  std::vector<float> WavelengthColumns::*values;
};

/// All in nm.
inline constexpr std::array<WavelengthColumnInfo, 9> kWavelengthColumns{{
    {"peak_nm", &WavelengthColumns::peak_nm},
    {"peak_nm_sigma", &WavelengthColumns::peak_sigma_nm},
    {"centroid_nm", &WavelengthColumns::centroid_nm},
    {"centroid_nm_sigma", &WavelengthColumns::centroid_sigma_nm},
    {"fwhm_nm", &WavelengthColumns::fwhm_nm},
    {"fwhm_nm_sigma", &WavelengthColumns::fwhm_sigma_nm},
    {"dominant_nm", &WavelengthColumns::dominant_nm},
    {"dominant_nm_sigma", &WavelengthColumns::dominant_sigma_nm},
    {"wavelength_residual_nm", &WavelengthColumns::residual_nm},
}};
inline constexpr std::string_view kWavelengthSource = "wavelength_source";
struct AppearanceColumnInfo {
  std::string_view name;
  std::string_view units;
  int decimals;
  std::vector<float> AppearanceColumns::*values;
};

inline constexpr std::array<AppearanceColumnInfo, 4> kAppearanceColumns{{
    {"mechanical_area_um2", "um2", 2, &AppearanceColumns::mechanical_area_um2},
    {"mechanical_sigma", "1", 2, &AppearanceColumns::mechanical_sigma},
    {"mechanical_dx_um", "um", 2, &AppearanceColumns::mechanical_dx_um},
    {"mechanical_dy_um", "um", 2, &AppearanceColumns::mechanical_dy_um},
}};

/// "intensity_e" for the first layer, "intensity_e@LAYER" for the further ones.
[[nodiscard]] inline std::string dataset_name(std::string_view column, std::size_t layer, std::string_view layer_name) {
  return layer == 0 ? std::string(column) : std::string(column) + "@" + std::string(layer_name);
}

/// Is this column there? An empty vector (and none but that) says that it was not measured.
template <class T>
[[nodiscard]] bool is_there(const std::vector<T>& values, std::size_t rows) {
  return rows == 0 || !values.empty();
}

}  // namespace pellucid::detail
