/// Open handles of many TIFF files, lent to one thread at a time. Thread-safe. Of the idle ones only the last few used
/// stay open, so that a scan of thousands of files does not run out of descriptors. Private to the room.
#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>

#include "acquisition/tiff_handle.h"

namespace pellucid {

class TiffPool {
 public:
  /// `max_idle` handles stay open while unused; decode buffers above `max_kept_bytes` are freed on return.
  TiffPool(std::size_t max_idle, std::size_t max_kept_bytes) : max_idle_(max_idle), max_kept_bytes_(max_kept_bytes) {}

  /// A handle for the time of its life; goes back to the pool on destruction. The pool must outlive it.
  class Lease {
   public:
    Lease(TiffPool& pool, std::unique_ptr<TiffHandle> handle) : pool_(&pool), handle_(std::move(handle)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (handle_) pool_->give_back(std::move(handle_));
    }
    TiffHandle* operator->() const { return handle_.get(); }

   private:
    TiffPool* pool_;
    std::unique_ptr<TiffHandle> handle_;
  };

  [[nodiscard]] Result<Lease> take(const std::filesystem::path& path);

 private:
  void give_back(std::unique_ptr<TiffHandle> handle);

  const std::size_t max_idle_, max_kept_bytes_;
  std::mutex mutex_;
  std::list<std::unique_ptr<TiffHandle>> idle_;  ///< last used first
};

}  // namespace pellucid
