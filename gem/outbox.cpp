#include "gem/outbox.h"

#include <algorithm>
#include <utility>

#include "gem/codec.h"

namespace pellucid::gem {

Outbox::Outbox(Spool& spool, OutboxOptions options, Send send)
    : spool_(spool),
      options_(options),
      send_(std::move(send)),
      spool_active_(!spool.empty()),
      spooled_{{5, {}}, {6, {}}} {}

void Outbox::push(std::uint8_t stream, std::uint8_t function, const Item& item, OnSettled settled) {
  auto text = encode(item);
  if (!text || text->size() > options_.max_text_bytes) {
    ++lost_;
    if (settled) settled(Settled::lost);
    return;
  }
  Waiting one{{stream, function, std::move(*text)}, std::move(settled)};
  if (!there_ || spool_active_) return keep(one);
  waiting_.push_back(std::move(one));
  if (waiting_.size() > options_.max_waiting) return on_host_away();
  pump();
}

void Outbox::on_host_there() {
  there_ = true;
  if (spool_.empty()) set_active(false);
  pump();
}

void Outbox::on_host_away() {
  there_ = transmitting_ = false;
  // Messages of the spool are still in it: only those that never were go there now, the oldest first.
  std::deque<Waiting> unsent;
  for (Flying& flying : flying_) {
    if (!flying.acknowledged && !flying.is_spooled) unsent.push_back(std::move(flying.waited));
  }
  flying_.clear();
  for (Waiting& one : waiting_) unsent.push_back(std::move(one));
  waiting_.clear();
  for (const Waiting& one : unsent) keep(one);
}

bool Outbox::owns(std::uint32_t system) const {
  return std::ranges::any_of(flying_, [system](const Flying& flying) { return flying.system == system; });
}

bool Outbox::on_reply(std::uint32_t system) {
  const auto found = std::ranges::find_if(flying_, [system](const Flying& one) { return one.system == system; });
  if (found == flying_.end()) return false;
  found->acknowledged = true;
  if (found->waited.settled) found->waited.settled(Settled::acknowledged);
  while (!flying_.empty() && flying_.front().acknowledged) {
    const Flying& oldest = flying_.front();
    // A full spool that overwrites may have dropped it meanwhile.
    if (oldest.is_spooled && spool_.popped() == oldest.popped_before) spool_.pop();
    flying_.pop_front();
  }
  pump();
  return true;
}

std::uint8_t Outbox::transmit(std::size_t limit) {
  if (spool_.empty()) return 2;
  if (!there_ || transmitting_) return 1;
  transmitting_ = true;
  limited_ = limit > 0;
  left_ = limit;
  return 0;
}

std::uint8_t Outbox::purge() {
  if (spool_.empty()) return 2;
  if (transmitting_) return 1;
  spool_.purge();
  set_active(false);
  return 0;
}

void Outbox::set_spooled(std::uint8_t stream, bool all, std::set<std::uint8_t> functions) {
  if (!all && functions.empty()) {
    spooled_.erase(stream);
  } else {
    spooled_[stream] = std::move(functions);
  }
}

bool Outbox::may_spool(const SpooledMessage& message) const {
  const auto stream = spooled_.find(message.stream);
  return spooling_ && stream != spooled_.end() && (stream->second.empty() || stream->second.contains(message.function));
}

void Outbox::keep(const Waiting& one) {
  const bool kept = is_kept(one.message);
  if (!kept) ++lost_;
  if (!one.settled) return;
  if (kept) spool_.sync();  // whoever asks will forget its own copy
  one.settled(kept ? Settled::spooled : Settled::lost);
}

bool Outbox::is_kept(const SpooledMessage& message) {
  if (!may_spool(message)) return false;
  if (spool_.push(message)) {
    set_active(true);
    return true;
  }
  if (!std::exchange(full_told_, true) && on_spool_full) on_spool_full();
  return false;
}

void Outbox::pump() {
  if (!there_) return;
  if (spool_active_) return pump_spool();
  while (!waiting_.empty() && flying_.size() < options_.in_flight) {
    Flying flying;
    if (!send_(waiting_.front().message, flying.system)) return;
    flying.waited = std::move(waiting_.front());
    waiting_.pop_front();
    flying_.push_back(std::move(flying));
  }
}

/// One at a time: a message leaves the spool when the host has said that it has it.
void Outbox::pump_spool() {
  if (!transmitting_ || !flying_.empty()) return;
  if (spool_.empty()) {
    transmitting_ = false;
    set_active(false);
    return pump();
  }
  if (limited_ && left_ == 0) {
    transmitting_ = false;
    return;
  }
  const auto message = spool_.at(0);
  Flying flying;
  flying.is_spooled = true;
  flying.popped_before = spool_.popped();
  if (!message || !send_(*message, flying.system)) {
    transmitting_ = false;
    return;
  }
  if (limited_) --left_;
  flying_.push_back(std::move(flying));
}

void Outbox::set_active(bool active) {
  if (std::exchange(spool_active_, active) == active) return;
  full_told_ = false;
  if (on_spool_change) on_spool_change(active);
}

}  // namespace pellucid::gem
