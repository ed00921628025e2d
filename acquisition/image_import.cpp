#include "acquisition/image_import.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/gray_image.h"
#include "acquisition/scan_writer.h"
#include "acquisition/stage_metadata.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

constexpr double kMinDiameter_mm = 25, kMaxDiameter_mm = 300;
constexpr double kMesaShare = 0.6;  ///< of the pitch, where the mesa's size is not told

Error usage(std::string_view path, std::string_view what, std::string_view expected, std::string_view found) {
  Error error = bad_input(code::kUsage, path, what, expected, found);
  error.kind = ErrorKind::usage;
  return error;
}

/// Removes the unfinished folder unless it was kept.
class PartialFolder {
 public:
  explicit PartialFolder(const fs::path& output)
      : path_(fs::absolute(fmt::format("{}.partial-{}", (output / "").parent_path().string(), ::getpid()))) {}
  ~PartialFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] Result<void> create() const {
    std::error_code failed;
    fs::create_directories(path_ / "tiles", failed);
    if (!failed) fs::create_directories(path_ / "calibration", failed);
    if (failed) return fail(internal_error(code::kWrite, path_.string(), "cannot be created: " + failed.message()));
    return {};
  }
  [[nodiscard]] Result<void> move_to(const fs::path& output) const {
    std::error_code failed;
    fs::remove(path_ / "calibration", failed);  // goes only if it is empty
    fs::rename(path_, output, failed);
    if (failed) return fail(internal_error(code::kWrite, output.string(), "cannot be created: " + failed.message()));
    return {};
  }

 private:
  fs::path path_;
};

Result<void> check_request(const ImportRequest& request) {
  if (request.images.empty()) return fail(usage({}, "nothing to import", "at least one image", "none"));
  if (request.output.empty()) return fail(usage({}, "no output folder", "a folder to create", "none"));
  std::error_code failed;
  if (fs::exists(request.output, failed)) {
    return fail(usage(request.output.string(), "output exists", "a folder to create", "a file or folder"));
  }
  const auto positioned = std::count_if(request.images.begin(), request.images.end(),
                                        [](const ImportImage& image) { return image.position_um.has_value(); });
  if (positioned != 0 && positioned != static_cast<std::ptrdiff_t>(request.images.size())) {
    return fail(usage({}, "positions are not given for every image",
                      fmt::format("{} positions, or none", request.images.size()),
                      fmt::format("{} positions", positioned)));
  }
  return {};
}

/// "tiles/0003_name.tif": in the order of the request, and still to be recognised.
std::string tile_name(std::size_t index, const fs::path& path) {
  std::string stem = path.stem().string();
  std::replace_if(
      stem.begin(), stem.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_'; }, '_');
  return fmt::format("tiles/{:04}_{}.tif", index, stem);
}

/// Copies the request's images, one after another, into the new folder, and gathers what the manifest needs.
class Importer {
 public:
  Importer(const ImportRequest& request, const fs::path& folder) : request_(request) {
    scan_.folder = folder;
    scan_.layers.emplace_back();
  }

  [[nodiscard]] Result<void> add_image(std::size_t index) {
    const ImportImage& wanted = request_.images[index];
    Result<GrayImage> image = read_gray_image(wanted.path);
    if (!image) return fail(std::move(image.error()));
    if (auto same = check_same(*image); !same) return same;
    const StageMetadata metadata = parse_stage_metadata(image->description);
    TilePlacement tile;
    tile.file = tile_name(index, wanted.path);
    tile.width = image->width;
    tile.height = image->height;
    if (auto placed = place(wanted, metadata, tile); !placed) return placed;
    if (auto sized = take_pixel_size(wanted, metadata); !sized) return sized;
    if (auto written =
            write_gray_tiff(scan_.folder / tile.file, {image->dn.data(), image->width, image->height, image->type});
        !written)
      return written;
    geometry().tiles.push_back(std::move(tile));
    warnings_.insert(warnings_.end(), image->warnings.begin(), image->warnings.end());
    return {};
  }

  [[nodiscard]] Result<void> add_frame(const std::optional<fs::path>& path, const char* name,
                                       std::optional<fs::path>& to) {
    if (!path) return {};
    Result<GrayImage> image = read_gray_image(*path);
    if (!image) return fail(std::move(image.error()));
    if (auto same = check_size(*image); !same) return same;
    to = scan_.folder / "calibration" / name;
    warnings_.insert(warnings_.end(), image->warnings.begin(), image->warnings.end());
    return write_gray_tiff(*to, {image->dn.data(), image->width, image->height, image->type});
  }

  [[nodiscard]] Result<void> finish() {
    LayerFiles& layer = scan_.layers.front();
    if (auto dark = add_frame(request_.dark, "dark.tif", layer.dark); !dark) return dark;
    if (auto flat = add_frame(request_.flat, "flat.tif", layer.flat); !flat) return flat;
    describe_layer();
    if (auto wafer = describe_wafer(); !wafer) return wafer;
    return write_manifest(scan_);
  }

  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  [[nodiscard]] LayerGeometry& geometry() { return scan_.layers.front().geometry; }

  [[nodiscard]] Result<void> check_size(const GrayImage& image) {
    const TilePlacement& first = geometry().tiles.front();
    if (image.width == first.width && image.height == first.height) return {};
    return fail(bad_input(
        code::kSize, image.path.string(), "wrong size",
        fmt::format("{} x {} pixels, as {}", first.width, first.height, request_.images.front().path.string()),
        fmt::format("{} x {} pixels", image.width, image.height)));
  }

  [[nodiscard]] Result<void> check_same(const GrayImage& image) {
    if (geometry().tiles.empty()) {
      type_ = image.type;
      return {};
    }
    if (image.type != type_) {
      return fail(bad_input(code::kFormat, image.path.string(), "wrong bit depth",
                            fmt::format("{}, as {}", name_of(type_), request_.images.front().path.string()),
                            name_of(image.type)));
    }
    return check_size(image);
  }

  [[nodiscard]] Result<void> place(const ImportImage& wanted, const StageMetadata& metadata,
                                   TilePlacement& tile) const {
    if (wanted.position_um) {
      tile.position_um = *wanted.position_um;
    } else if (request_.images.size() > 1) {
      if (!metadata.position_um) {
        return fail(usage(wanted.path.string(), "no position for this image of a mosaic",
                          "a position in the request, or OME-XML or MetaSeries metadata in a TIFF", "none"));
      }
      tile.position_um = *metadata.position_um;
      if (request_.stage_y_down) tile.position_um.y = -tile.position_um.y;
    }
    return {};
  }

  [[nodiscard]] Result<void> take_pixel_size(const ImportImage& wanted, const StageMetadata& metadata) {
    const std::optional<Vec2> pixel = request_.pixel_um ? request_.pixel_um : metadata.pixel_um;
    if (!pixel)
      return fail(usage(wanted.path.string(), "no pixel size",
                        "a pixel size in um in the request, or in the TIFF's metadata", "none"));
    if (!geometry().tiles.empty() && !(*pixel == geometry().pixel_um)) {
      return fail(bad_input(code::kValue, wanted.path.string(), "wrong pixel size in the metadata",
                            fmt::format("[{}, {}] um, as {}", geometry().pixel_um.x, geometry().pixel_um.y,
                                        request_.images.front().path.string()),
                            fmt::format("[{}, {}] um", pixel->x, pixel->y)));
    }
    geometry().pixel_um = *pixel;
    return {};
  }

  void describe_layer() {
    LayerGeometry& layer = geometry();
    layer.name = request_.excitation ? "pl" : "el";
    layer.kind = request_.excitation ? LayerKind::photoluminescence : LayerKind::electroluminescence;
    layer.method = ScanMethod::camera;
    layer.excitation = request_.excitation;
    const int bits = static_cast<int>(8 * bytes_of(type_));
    const double largest = type_ == SampleType::f32 ? std::numeric_limits<float>::max() : std::ldexp(1.0, bits) - 1;
    layer.detector = {bits, request_.saturation_dn.value_or(largest), request_.offset_dn, request_.gain_e_per_dn,
                      request_.read_noise_e};
  }

  /// Shifts the mosaic's middle to the wafer's centre and draws the circle around it.
  [[nodiscard]] Result<void> describe_wafer() {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    Vec2 low{kFar, kFar};
    Vec2 high{-kFar, -kFar};
    for (const TilePlacement& tile : geometry().tiles) {
      const Vec2 corner =
          geometry().wafer_from_pixel(tile, {static_cast<double>(tile.width), static_cast<double>(tile.height)});
      low = {std::min(low.x, tile.position_um.x), std::min(low.y, corner.y)};
      high = {std::max(high.x, corner.x), std::max(high.y, tile.position_um.y)};
    }
    const Vec2 middle = 0.5 * (low + high);
    for (TilePlacement& tile : geometry().tiles) tile.position_um = tile.position_um - middle;
    WaferDesign& wafer = scan_.wafer;
    wafer.diameter_mm = std::max(kMinDiameter_mm, std::hypot(high.x - low.x, high.y - low.y) / 1000.0);
    if (!(wafer.diameter_mm <= kMaxDiameter_mm)) {
      return fail(bad_input(code::kValue, request_.output.string(), "the images lie too far apart for one wafer",
                            fmt::format("at most {} mm across", kMaxDiameter_mm),
                            fmt::format("{} mm", wafer.diameter_mm)));
    }
    const std::string name = (request_.output / "").parent_path().filename().string();  // also of "scan/"
    wafer.id = request_.wafer_id.empty() ? name : request_.wafer_id;
    scan_.scan_id = name;
    scan_.tool_id = "pellucid import";
    ChipGrid grid;
    grid.pitch_um = request_.pitch_um;
    grid.size_um = request_.size_um.value_or(kMesaShare * request_.pitch_um);
    grid.rotation_deg = request_.angle_deg;
    grid.anchor = GridAnchor::image;
    wafer.chips = grid;
    return {};
  }

  const ImportRequest& request_;
  Scan scan_;
  SampleType type_ = SampleType::u8;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<Scan> import_images(const ImportRequest& request, const Progress& progress, std::stop_token stop) {
  if (auto checked = check_request(request); !checked) return fail(std::move(checked.error()));
  const PartialFolder partial(request.output);
  if (auto created = partial.create(); !created) return fail(std::move(created.error()));
  Importer importer(request, partial.path());
  for (std::size_t i = 0; i < request.images.size(); ++i) {
    if (stop.stop_requested()) return fail(cancelled());
    report(progress, "import", static_cast<double>(i) / static_cast<double>(request.images.size()));
    if (auto added = importer.add_image(i); !added) return fail(std::move(added.error()));
  }
  if (auto finished = importer.finish(); !finished) return fail(std::move(finished.error()));
  // The reader's own rules judge every number of the request; the unfinished folder's name would mean nothing to
  // anyone.
  if (auto good = open_scan(partial.path()); !good) {
    Error error = std::move(good.error());
    error.path = (request.output / fs::path(error.path).lexically_relative(partial.path())).string();
    return fail(std::move(error));
  }
  std::ofstream(partial.path() / "COMPLETE");
  if (auto moved = partial.move_to(request.output); !moved) return fail(std::move(moved.error()));
  Result<Scan> scan = open_scan(request.output);
  if (scan) scan->warnings.insert(scan->warnings.begin(), importer.warnings().begin(), importer.warnings().end());
  return scan;
}

}  // namespace pellucid
