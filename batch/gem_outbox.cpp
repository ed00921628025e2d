#include "batch/gem_outbox.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace pellucid {
namespace {

using gem::Item;
namespace data = gem::data;

gem::DataValues file_values(const mes::OutboxEntry& entry) {
  const auto about = [&entry](const std::string& fact) {
    const auto found = entry.about.find(fact);
    return Item::ascii(found == entry.about.end() ? "" : found->second);
  };
  return {{data::kFileName, Item::ascii(entry.main().name)},
          {data::kFilePath, Item::ascii(entry.path)},
          {data::kFileBytes, Item::u8(entry.main().bytes)},
          {data::kFileSha256, Item::ascii(entry.main().sha256)},
          {data::kFileLotId, about("lot")},
          {data::kFileWaferId, about("wafer")}};
}

class GemTarget final : public mes::OutboxTarget {
 public:
  explicit GemTarget(PostToEquipment post) : post_(std::move(post)) {}

  /// Waits for the host's acknowledgement; T3 bounds it, after which the spool has the event.
  mes::Attempt deliver(const mes::Delivery& delivery, std::stop_token stop) override {
    struct Answer {
      std::mutex mutex;
      std::condition_variable_any came;
      std::optional<gem::Settled> settled;
    };
    const auto answer = std::make_shared<Answer>();
    post_([answer, values = file_values(delivery.entry)](gem::Equipment& equipment) {
      equipment.report(gem::event::kFileReady, values, [answer](gem::Settled settled) {
        const std::scoped_lock lock(answer->mutex);
        answer->settled = settled;
        answer->came.notify_all();
      });
    });
    std::unique_lock lock(answer->mutex);
    if (!answer->came.wait(lock, stop, [&] { return answer->settled.has_value(); })) {
      return {mes::Outcome::stopped, {}};
    }
    switch (*answer->settled) {
      case gem::Settled::acknowledged:
      case gem::Settled::spooled:
        return {};
      case gem::Settled::lost:
        return {mes::Outcome::away, "the host is away, and the spool is full or off"};
      case gem::Settled::not_sent:
        break;
    }
    return {mes::Outcome::away, "the host has not enabled FileReady, or the equipment is offline"};
  }

 private:
  PostToEquipment post_;
};

}  // namespace

mes::OutboxTargets gem_targets(const mes::OutboxConfig& config, const PostToEquipment& post) {
  mes::OutboxTargets targets;
  for (const mes::TargetConfig& target : config.targets) {
    if (target.kind == mes::TargetKind::secs_gem) targets[target.name] = std::make_unique<GemTarget>(post);
  }
  return targets;
}

}  // namespace pellucid
