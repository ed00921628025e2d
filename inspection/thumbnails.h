/// Pictures of defects: squares of the scan's pixels around them, as PNGs in a folder of their own that appears whole.
/// One thread an object.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/registration.h"

namespace pellucid {

struct ThumbnailRequest {
  std::filesystem::path scan;                    ///< scan folder
  std::string manifest_sha256;                   ///< of the scan that the result was made from; another scan is refused
  std::filesystem::path beside;                  ///< the KLARF: W03.klarf has its pictures in W03.images/
  std::string layer;                             ///< whose pixels are shown
  std::vector<LayerRegistration> registrations;  ///< tiles lie where these say
  int side_px = 64;
  bool overwrite = false;
};

class Thumbnails {
 public:
  /// Makes the pictures under a hidden name. A defect that lies in no present tile gets none. All pictures share one
  /// grey scale, so that a dark chip looks dark. Errors: bad_input "inspection.no_scan" (it is gone, or another one),
  /// those of open_scan, usage "inspection.exists", internal "inspection.write", cancelled.
  [[nodiscard]] static Result<Thumbnails> make(const ThumbnailRequest& request, const ChipTable& table,
                                               const std::vector<std::size_t>& rows, const std::stop_token& stop);
  Thumbnails(Thumbnails&& other) noexcept;
  Thumbnails& operator=(Thumbnails&&) = delete;
  ~Thumbnails();

  [[nodiscard]] const std::vector<std::size_t>& rows() const { return rows_; }  ///< that have a picture, ascending
  [[nodiscard]] std::string folder_name() const { return folder_.filename().string(); }
  /// Gives the folder its name.
  [[nodiscard]] Result<void> publish();
  /// Takes it away again.
  void withdraw();

 private:
  explicit Thumbnails(const std::filesystem::path& beside);

  std::filesystem::path folder_, temporary_;
  std::vector<std::size_t> rows_;
};

}  // namespace pellucid
