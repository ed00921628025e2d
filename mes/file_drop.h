/// Files for collectors that poll a folder: NAME.tmp, on the disk, then its name; at last the manifest, which says that
/// all is there: "pellucid.delivery/1" with size and SHA-256 of each. From one thread.
#pragma once

#include "mes/outbox_config.h"
#include "mes/outbox_target.h"

namespace pellucid::mes {

/// Never makes its folder: where a share is not mounted, the files would end up below the mount point, unseen.
class FileDrop final : public OutboxTarget {
 public:
  explicit FileDrop(FileDropOptions options) : options_(std::move(options)) {}
  Attempt deliver(const Delivery& delivery, std::stop_token stop) override;

 private:
  [[nodiscard]] std::filesystem::path manifest_of(const OutboxEntry& entry) const;
  [[nodiscard]] bool is_announced(const OutboxEntry& entry) const;
  [[nodiscard]] Result<void> place(const Delivery& delivery, std::stop_token stop) const;

  FileDropOptions options_;
};

}  // namespace pellucid::mes
