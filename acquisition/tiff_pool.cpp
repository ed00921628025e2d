#include "acquisition/tiff_pool.h"

#include <algorithm>
#include <utility>

namespace pellucid {

Result<TiffPool::Lease> TiffPool::take(const std::filesystem::path& path) {
  {
    const std::lock_guard lock(mutex_);
    const auto same = std::find_if(idle_.begin(), idle_.end(),
                                   [&](const std::unique_ptr<TiffHandle>& h) { return h->header().path == path; });
    if (same != idle_.end()) {
      std::unique_ptr<TiffHandle> handle = std::move(*same);
      idle_.erase(same);
      return Lease(*this, std::move(handle));
    }
  }
  Result<std::unique_ptr<TiffHandle>> opened = TiffHandle::open(path);
  if (!opened) return fail(std::move(opened.error()));
  return Lease(*this, std::move(*opened));
}

void TiffPool::give_back(std::unique_ptr<TiffHandle> handle) {
  handle->trim_buffers(max_kept_bytes_);
  std::unique_ptr<TiffHandle> oldest;  // closed outside the lock
  const std::lock_guard lock(mutex_);
  idle_.push_front(std::move(handle));
  if (idle_.size() > max_idle_) {
    oldest = std::move(idle_.back());
    idle_.pop_back();
  }
}

}  // namespace pellucid
