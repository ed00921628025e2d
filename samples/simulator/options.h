/// Every knob of the simulator, with its default and unit. Plain values: fill in, or start from a preset, then call
/// simulate(). The defaults make a modest, clean, full 50 mm wafer as one raster file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/model/layer.h"
#include "core/model/wafer.h"
#include "samples/simulator/reflectance_options.h"
#include "samples/simulator/surface_options.h"

namespace pellucid {

enum class MesaShape : std::uint8_t { rectangle, rounded_rectangle, ellipse, hexagon };

/// What is wrong with a chip. Also the codes of truth.h5's `kind`. `partial` is a request: one of the five finer kinds
/// is drawn for each chip, and only those stand in the truth.
enum class DefectKind : std::uint8_t {
  none = 0,
  missing = 1,
  dark = 2,
  dim = 3,
  bright = 4,
  partial = 5,
  leaky = 6,
  partial_left = 16,
  partial_right = 17,
  partial_bottom = 18,
  partial_top = 19,   ///< this half of the mesa is dark
  partial_spot = 20,  ///< a dark disc in the mesa
};

/// Chips on the wafer. The grid fills the wafer, centred, unless columns, rows and origin are given.
struct ChipLayoutOptions {
  Vec2 pitch_um{40, 40};
  Vec2 size_um{24, 24};  ///< emitting mesa
  MesaShape shape = MesaShape::rectangle;
  double corner_radius_um = 3;         ///< rounded_rectangle only
  double rotation_deg = 0;             ///< design turn of the whole grid about the wafer centre
  std::int32_t columns = 0, rows = 0;  ///< 0: as many as the wafer's diameter holds
  std::optional<Vec2> origin_um;       ///< design centre of chip (0, 0); absent: the grid is centred
  std::optional<FieldDesign> field;
  std::vector<ExcludedArea> excluded;
};

/// The wafer and its design, as the manifest tells it.
struct WaferOptions {
  std::string id = "W01", lot = "SIM";
  std::int32_t slot = 1;
  double diameter_mm = 50;  ///< 25 to 300
  double edge_exclusion_mm = 1;
  OrientationMark mark = OrientationMark::flat;
  double mark_deg = 270;
  std::optional<double> flat_length_mm;  ///< the chord of the flat; absent: a full circle
};

/// Where the printed lattice really lies in the stage's frame: wafer = offset + turn * scale * design + drift.
struct LatticeOptions {
  double angle_deg = 0;  ///< counter-clockwise
  Vec2 scale_ppm;        ///< real pitch / design pitch - 1
  double skew_deg = 0;   ///< angle between the axes, minus 90
  Vec2 offset_um;
  double drift_um = 0;  ///< amplitude of a smooth displacement over the wafer (slow stage drift), of about two periods
};

/// A, B, C recombination of a chip under light (spec: physics). Healthy values.
struct RecombinationOptions {
  double a_per_s = 1e7;
  double b_cm3_per_s = 2e-11;
  double c_cm6_per_s = 1e-30;
  double well_thickness_nm = 10;
  double absorbed_fraction = 0.05;
  double wavelength_nm = 405;
  double temperature_k = 300;
  double voc_at_1e17_v = 2.63;
};

/// How bright the chips are.
struct LightOptions {
  double chip_e = 6000;    ///< whole light of a healthy chip in the first PL layer, at trend 1 [photoelectrons]
  double spread = 0.03;    ///< log-normal sigma of a chip's own brightness s
  double a_spread = 0;     ///< log-normal sigma of a chip's own A
  double a_defective = 0;  ///< share of chips full of defects: A from the healthy one to a_defective_per_s, log-uniform
  double a_defective_per_s = 1e8;
  double background_e_per_px = 4;       ///< at the wafer centre
  double background_gradient = 0;       ///< (one rim - opposite rim) / centre; 2/3 doubles it over the wafer
  double background_gradient_deg = 30;  ///< direction in which it rises
  Vec2 tilt{0.05, -0.03};               ///< relative change of healthy light from the centre to the rim
  double bow = -0.10;                   ///< relative change from the centre to the rim, quadratic
  double ripple = 0;                    ///< relative amplitude of ripples
  double ripple_period_mm = 12;
  RecombinationOptions recombination;
};

/// Point spread of the instrument.
struct OpticsOptions {
  double psf_sigma_um = 2.5;
  double halo_sigma_um = 15;
  double halo_weight = 0;  ///< share of the light in the wide component
  bool turn_mesas = true;  ///< mesas turn with the lattice; false is faster for rectangles at small angles
};

struct DetectorOptions {
  int bits = 16;  ///< 8 or 16: unsigned; 32: float DN, neither rounded nor clipped below
  double saturation_dn = 65000;
  double offset_dn = 100;
  double gain_e_per_dn = 0.8;
  double read_noise_e = 3;
  double pmt_half_e = 0;  ///< a photomultiplier's compression e / (1 + e / pmt_half_e); 0: linear
};

/// Fixed pattern, and the frames that tell it. A line for a raster, a frame for a camera.
struct CalibrationOptions {
  bool write_dark = false, write_flat = false;
  double vignetting = 0;        ///< loss in the corner of a frame, at the ends of a line
  double pixel_gain_sigma = 0;  ///< relative sensitivity, pixel to pixel
  double dark_pattern_dn = 0;   ///< sigma of the offset, pixel to pixel
  double flat_level_dn = 30000;
  int averaged_frames = 1024;  ///< exposures averaged into dark and flat; 0: no noise in them
};

struct RasterOptions {
  bool bidirectional = false;
  double odd_line_phase_px = 0;  ///< odd lines lie this far to +x
  bool write_line_power = false;
  double power_drift = 0;           ///< amplitude of the slow drift of the relative power
  double power_drift_lines = 3000;  ///< its period
  double power_jitter = 0;          ///< sigma from line to line
  double power_exponent = 1;        ///< PL follows power^this
};

struct CameraOptions {
  double stage_jitter_um =
      0;  ///< sigma of each tile's position error, each axis; the manifest tells the nominal position
};

/// How a layer is cut into files.
struct TilingOptions {
  ScanMethod method = ScanMethod::raster;
  Vec2 pixel_um{5, 5};
  std::int64_t tile_width_px = 0, tile_height_px = 0;  ///< 0: one file of the whole wafer (raster only)
  std::int64_t overlap_px = 0;
  double margin_um = 200;      ///< imaged beyond the wafer's diameter
  bool skip_off_wafer = true;  ///< no tile where there is no wafer (never changes the line count of a raster)
};

struct NoiseOptions {
  bool photon = true, read = true;
  double hot_pixel_fraction = 0;  ///< camera: of the frame's pixels, the same in every tile
  double hot_pixel_dn = 8000;     ///< mean excess
  double spikes_per_mpx = 0;      ///< cosmic-like single-pixel events
  double spike_e = 5000;          ///< mean charge
};

enum class PatternShape : std::uint8_t { scratch, cluster, ring, edge, reticle };

/// A spatial pattern of one kind of defect; positions in the unturned, unshifted wafer.
struct DefectPattern {
  PatternShape shape = PatternShape::cluster;
  DefectKind kind = DefectKind::dark;
  double probability = 1;  ///< of a chip inside the pattern (cluster: at its centre, falling as a Gaussian)
  Vec2 from_um;            ///< scratch: one end; cluster, ring: centre
  Vec2 to_um;              ///< scratch: the other end
  double radius_um = 0;    ///< cluster: Gaussian sigma; ring: radius; edge: where it begins
  double width_um = 0;     ///< scratch, ring: full width
  std::int32_t field_column = 0, field_row = 0;  ///< reticle: place in every field
};

struct DefectOptions {
  /// Probability of each kind for a single chip. At most 1 in all.
  double missing = 0, dark = 0, dim = 0, bright = 0, partial = 0, leaky = 0;
  double dim_level = 0.5, bright_level = 1.8;
  double spot_diameter = 0.5;                     ///< of the mesa's shorter side
  double leak_min_ohm = 5e6, leak_max_ohm = 5e7;  ///< R_sh, log-uniform
  double leak_floor = 0.02;                       ///< share of open-circuit PL that a hard short keeps
  std::vector<DefectPattern> patterns;            ///< the first that holds wins, before single defects
};

/// One image of the wafer.
struct LayerOptions {
  std::string name = "pl";
  LayerKind kind = LayerKind::photoluminescence;  ///< photoluminescence or reflectance
  double optical_density = 0;
  Vec2 shift_um;                ///< of this layer against the first
  double mesa_e_per_px = 2000;  ///< reflectance: light of a mesa above the ground; negative: a darker mesa
};

struct ExcitationOptions {
  double wavelength_nm = 405;
  double power_density_w_cm2 = 10;
};

enum class TiffCompression : std::uint8_t { none, lzw, deflate, zstd };

struct TiffFormatOptions {
  TiffCompression compression = TiffCompression::none;
  bool predictor = false;       ///< horizontal differencing (floating-point one for float); needs a compression
  std::int64_t block_px = 256;  ///< edge of a TIFF tile (multiple of 16); 0: strips
  std::int64_t strip_rows = 64;
  bool big_tiff = false;  ///< false: only where a file would pass 4 GB
  bool big_endian = false;
};

/// el.csv. Chips that are missing, dark, dim, partial or leaky fail.
struct ElOptions {
  bool write = false;
  int orientation = 0;            ///< 0..7: quarter turns (0..3) and, from 4, mirrored in x first
  ChipIndex first{0, 0};          ///< smallest column and row that the tester gives to the chip grid
  double only_failures = 0.001;   ///< chips that PL sees as good and EL fails
  double intensity_noise = 0.04;  ///< log-normal sigma of EL intensity about PL's relative intensity
  double untested = 0;            ///< share of chips without a row
};

enum class LineShape : std::uint8_t { gaussian, split, tailed };

/// spectra.h5: local spectra on chips spread evenly over the wafer.
struct SpectraOptions {
  std::int64_t sites = 0;   ///< about so many; 0: no file
  double peak_nm = 455;     ///< at the wafer's centre
  double bow_nm = 4;        ///< the rim against the centre
  Vec2 tilt_nm{1.0, -0.5};  ///< centre to rim
  double chip_spread_nm = 0.1;
  double off_share = 0.01;  ///< chips that lie off_nm from the others, to either side
  double off_nm = 5;
  LineShape shape = LineShape::gaussian;
  double fwhm_nm = 18;
  double asymmetry = 1.5;  ///< split: red half-width over blue; tailed: decay length over sigma
  double peak_counts = 5000, background_counts = 30;
  double dark_counts = 500, read_noise_counts = 4;
  double first_nm = 380, step_nm = 0.2;
  std::int32_t channels = 1024;
  double saturation_counts = 65535;
  double saturated_share = 0;  ///< spectra so bright that they are clipped
  double spikes = 0;           ///< a spectrum, of 300 to 3000 counts
  bool write_response = false;
};

struct SimulationOptions {
  std::string preset = "custom";  ///< goes into the manifest as the tool's recipe
  std::uint64_t seed = 1;
  std::string acquired_at = "2026-11-22T08:15:00Z";
  std::string scan_id;  ///< empty: "LOT-ID-simSEED"
  WaferOptions wafer;
  ChipLayoutOptions chips;
  LatticeOptions lattice;
  LightOptions light;
  OpticsOptions optics;
  ExcitationOptions excitation;
  DetectorOptions detector;
  CalibrationOptions calibration;
  TilingOptions tiling;
  RasterOptions raster;
  CameraOptions camera;
  NoiseOptions noise;
  DefectOptions defects;
  std::vector<LayerOptions> layers{LayerOptions{}};  ///< the first is a PL layer
  ReflectanceOptions reflectance;                    ///< of every reflectance layer
  ElOptions el;
  SurfaceOptions surface;  ///< enabled: a wafer without chips
  SpectraOptions spectra;
  TiffFormatOptions tiff;
  bool write_truth = true;
  int threads = 0;  ///< 0: all cores; the bytes do not depend on it
};

/// The design that the manifest tells: the grid with its columns, rows and origin settled, excluded areas cut to it.
[[nodiscard]] WaferDesign design_of(const SimulationOptions& options);

/// Errors: usage "simulator.option", naming the knob, what it must be and what it is.
[[nodiscard]] Result<void> check(const SimulationOptions& options);

/// "demo", "small", "low_light", "camera", "power_series", "wafer_8inch", ...
[[nodiscard]] std::vector<std::string> preset_names();
/// One line that says what a preset is; empty for an unknown name.
[[nodiscard]] std::string_view preset_description(std::string_view name);
/// Errors: usage "simulator.preset" for an unknown name.
[[nodiscard]] Result<SimulationOptions> simulation_preset(std::string_view name);

}  // namespace pellucid
