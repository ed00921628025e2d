/// The columns of a table of surface defects: one list for HDF5, CSV and JSON. Private to the room; constant.
#pragma once

#include <array>
#include <string_view>

#include "core/unpatterned/surface.h"

namespace pellucid::detail {

struct DefectColumn {
  std::string_view name, unit;
  int decimals = 0;
  double (*get)(const SurfaceDefect&);
  void (*set)(SurfaceDefect&, double);
};

// clang-format off
inline constexpr std::array<DefectColumn, 17> kDefectColumns{{
    {"x_um", "um", 3, [](const SurfaceDefect& d) { return d.centre_um.x; }, [](SurfaceDefect& d, double v) { d.centre_um.x = v; }},
    {"y_um", "um", 3, [](const SurfaceDefect& d) { return d.centre_um.y; }, [](SurfaceDefect& d, double v) { d.centre_um.y = v; }},
    {"length_um", "um", 2, [](const SurfaceDefect& d) { return d.length_um; }, [](SurfaceDefect& d, double v) { d.length_um = v; }},
    {"width_um", "um", 2, [](const SurfaceDefect& d) { return d.width_um; }, [](SurfaceDefect& d, double v) { d.width_um = v; }},
    {"angle_deg", "degree", 2, [](const SurfaceDefect& d) { return d.angle_deg; }, [](SurfaceDefect& d, double v) { d.angle_deg = v; }},
    {"area_um2", "um2", 1, [](const SurfaceDefect& d) { return d.area_um2; }, [](SurfaceDefect& d, double v) { d.area_um2 = v; }},
    {"contrast", "1", 5, [](const SurfaceDefect& d) { return d.contrast; }, [](SurfaceDefect& d, double v) { d.contrast = v; }},
    {"contrast_sigma", "1", 6, [](const SurfaceDefect& d) { return d.contrast_sigma; }, [](SurfaceDefect& d, double v) { d.contrast_sigma = v; }},
    {"peak_contrast", "1", 5, [](const SurfaceDefect& d) { return d.peak_contrast; }, [](SurfaceDefect& d, double v) { d.peak_contrast = v; }},
    {"significance", "sigma", 2, [](const SurfaceDefect& d) { return d.significance; }, [](SurfaceDefect& d, double v) { d.significance = v; }},
    {"background_e", "e/px", 2, [](const SurfaceDefect& d) { return d.background_e; }, [](SurfaceDefect& d, double v) { d.background_e = v; }},
    {"pixels", "px", 0, [](const SurfaceDefect& d) { return static_cast<double>(d.pixels); }, [](SurfaceDefect& d, double v) { d.pixels = static_cast<std::int64_t>(v); }},
    {"at_edge", "1", 0, [](const SurfaceDefect& d) { return d.at_edge ? 1.0 : 0.0; }, [](SurfaceDefect& d, double v) { d.at_edge = v != 0; }},
    {"left_um", "um", 3, [](const SurfaceDefect& d) { return d.low_um.x; }, [](SurfaceDefect& d, double v) { d.low_um.x = v; }},
    {"bottom_um", "um", 3, [](const SurfaceDefect& d) { return d.low_um.y; }, [](SurfaceDefect& d, double v) { d.low_um.y = v; }},
    {"right_um", "um", 3, [](const SurfaceDefect& d) { return d.high_um.x; }, [](SurfaceDefect& d, double v) { d.high_um.x = v; }},
    {"top_um", "um", 3, [](const SurfaceDefect& d) { return d.high_um.y; }, [](SurfaceDefect& d, double v) { d.high_um.y = v; }},
}};
// clang-format on

}  // namespace pellucid::detail
