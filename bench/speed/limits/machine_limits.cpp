#include "bench/speed/limits/machine_limits.h"

#include <fcntl.h>
#include <tiffio.h>
#include <unistd.h>

#include <atomic>
#include <memory>

namespace pellucid::bench::speed {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPiece_bytes = 512 * 1024;

/// Where the sums go, so that no compiler leaves them out.
std::atomic<std::uint64_t> sink;  // NOLINT(readability-identifier-naming)

std::int64_t bytes_of(const std::vector<fs::path>& files) {
  std::int64_t bytes = 0;
  for (const fs::path& file : files) bytes += static_cast<std::int64_t>(fs::file_size(file));
  return bytes;
}

void read_file(const fs::path& path, std::vector<std::uint64_t>& piece) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  piece.resize(kPiece_bytes / sizeof(std::uint64_t));
  std::uint64_t sum = 0;
  std::int64_t at = 0;
  for (ssize_t got = 0; (got = pread(file, piece.data(), kPiece_bytes, at)) > 0; at += got) {
    sum += sum_words(piece.data(), got / static_cast<ssize_t>(sizeof(std::uint64_t)));
  }
  close(file);
  sink += sum;
}

/// Pixels read.
std::int64_t read_tiff(const fs::path& path, const std::string& mode, std::vector<std::uint64_t>& block) {
  struct Closer {
    void operator()(TIFF* t) const { TIFFClose(t); }
  };
  const std::unique_ptr<TIFF, Closer> file(TIFFOpen(path.c_str(), mode.c_str()));
  if (!file) return 0;
  std::uint16_t compression = COMPRESSION_NONE;
  TIFFGetField(file.get(), TIFFTAG_COMPRESSION, &compression);
  const tmsize_t size = TIFFTileSize(file.get());
  block.resize(static_cast<std::size_t>(size) / sizeof(std::uint64_t));
  std::uint64_t sum = 0;
  std::int64_t pixels = 0;
  for (std::uint32_t tile = 0; tile < TIFFNumberOfTiles(file.get()); ++tile) {
    const tmsize_t got = compression == COMPRESSION_NONE ? TIFFReadRawTile(file.get(), tile, block.data(), size)
                                                         : TIFFReadEncodedTile(file.get(), tile, block.data(), size);
    if (got < 0) return 0;
    sum += sum_words(block.data(), got / static_cast<tmsize_t>(sizeof(std::uint64_t)));
    pixels += got / 2;
  }
  sink += sum;
  return pixels;
}

}  // namespace

std::vector<fs::path> tile_files(const fs::path& scan) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(scan / "pl")) {
    if (entry.path().extension() == ".tif") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Measurement memory_limit(std::int64_t bytes, int threads, int repeats) {
  const std::vector<std::uint64_t> words(static_cast<std::size_t>(bytes) / sizeof(std::uint64_t), 1);
  const auto part = static_cast<std::int64_t>(words.size()) / threads;
  const auto work = [&] {
    return time_items(threads, threads, [&](std::int64_t k) { sink += sum_words(words.data() + k * part, part); });
  };
  return {"memory", threads, least_seconds(repeats, work), part * threads * std::int64_t{sizeof(std::uint64_t)}, 0};
}

Measurement file_limit(const fs::path& scan, int threads, int repeats) {
  const std::vector<fs::path> files = tile_files(scan);
  const auto work = [&] {
    return time_items(static_cast<std::int64_t>(files.size()), threads, [&](std::int64_t k) {
      thread_local std::vector<std::uint64_t> piece;
      read_file(files[static_cast<std::size_t>(k)], piece);
    });
  };
  const std::int64_t bytes = bytes_of(files);
  return {"page cache, pread", threads, least_seconds(repeats, work), bytes, bytes / 2};
}

Measurement tiff_limit(const fs::path& scan, const std::string& mode, int threads, int repeats) {
  const std::vector<fs::path> files = tile_files(scan);
  std::atomic<std::int64_t> pixels = 0;
  const auto work = [&] {
    pixels = 0;
    return time_items(static_cast<std::int64_t>(files.size()), threads, [&](std::int64_t k) {
      thread_local std::vector<std::uint64_t> block;
      pixels += read_tiff(files[static_cast<std::size_t>(k)], mode, block);
    });
  };
  const double seconds = least_seconds(repeats, work);
  if (pixels == 0) throw std::runtime_error(scan.string() + ": libtiff cannot read its tiles");
  return {"libtiff, mode " + mode, threads, seconds, bytes_of(files), pixels};
}

}  // namespace pellucid::bench::speed
