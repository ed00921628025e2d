#include "acquisition/tiff_handle.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/tiff_checks.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

/// No table or buffer that libtiff allocates by itself may exceed this [bytes].
constexpr tmsize_t kMaxLibtiffAlloc = tmsize_t{2} << 30;

int keep_first(TIFF* /*file*/, void* complaint, const char* /*module*/, const char* format, va_list arguments) {
  auto& text = *static_cast<std::string*>(complaint);
  if (text.empty()) {
    std::array<char, 256> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    text = line.data();
  }
  return 1;
}

int drop_warning(TIFF* /*file*/, void* /*data*/, const char* /*module*/, const char* /*format*/, va_list /*args*/) {
  return 1;
}

TIFF* open_quietly(const fs::path& path, std::string& complaint) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_first, &complaint);
  TIFFOpenOptionsSetWarningHandlerExtR(options, drop_warning, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMaxLibtiffAlloc);
  // m: no memory map, a file that shrinks must not kill the process; c: strips as they are stored.
  TIFF* file = TIFFOpenExt(path.c_str(), "rmc", options);
  TIFFOpenOptionsFree(options);
  return file;
}

}  // namespace

std::string_view name_of(SampleType type) {
  if (type == SampleType::u8) return "8-bit unsigned";
  return type == SampleType::u16 ? "16-bit unsigned" : "32-bit float";
}

Result<TiffHeader> read_tiff_header(const fs::path& path) {
  Result<std::unique_ptr<TiffHandle>> handle = TiffHandle::open(path);
  if (!handle) return fail(std::move(handle.error()));
  return (*handle)->header();
}

void TiffHandle::Closer::operator()(tiff* file) const {
  TIFFClose(file);
}

TiffHandle::~TiffHandle() = default;

Result<std::unique_ptr<TiffHandle>> TiffHandle::open(const fs::path& path) {
  const Result<std::int64_t> bytes = check_tiff_start(path);
  if (!bytes) return fail(bytes.error());
  std::unique_ptr<TiffHandle> handle(new TiffHandle());
  handle->file_.reset(open_quietly(path, *handle->complaint_));
  if (!handle->file_) {
    return fail(bad_input(code::kCorrupt, path.string(), "cannot be read as TIFF", "a whole image directory",
                          *handle->complaint_));
  }
  Result<TiffHeader> header = check_tiff_header(handle->file_.get(), path, *bytes);
  if (!header) return fail(std::move(header.error()));
  handle->header_ = std::move(*header);
  handle->format_ = cell_format(handle->file_.get(), handle->header_);
  return handle;
}

std::string TiffHandle::description() const {
  const char* text = nullptr;
  return TIFFGetField(file_.get(), TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text != nullptr ? text : "";
}

void TiffHandle::trim_buffers(std::size_t bytes) {
  if (scratch_.size() + packed_.size() > bytes) packed_.release();
  if (scratch_.size() <= bytes) return;
  scratch_.release();
  decoded_cell_ = -1;
}

Error TiffHandle::cell_error(std::string_view error_code, std::int64_t cell, std::string_view what,
                             std::string_view expected, std::string_view found) const {
  return bad_input(error_code, header_.path.string(),
                   fmt::format("{} in {} {}", what, header_.tiled ? "TIFF tile" : "strip", cell), expected, found);
}

}  // namespace pellucid
