/// An equipment with a host in memory: what is asked is answered at once, events are acknowledged. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "gem/equipment.h"
#include "tests/gem/fake_ports.h"
#include "tests/gem/session_pair.h"
#include "tests/support/temp_folder.h"

namespace pellucid::test {

/// Both ends of a line, the equipment behind one of them.
struct GemCase : ::testing::Test {
  TempFolder folder;
  FakeInspection inspection;
  FakeRecipes recipes;
  gem::Time now = gem::Clock::now();
  End host{gem::Role::active};
  std::unique_ptr<gem::Spool> spool = std::move(gem::Spool::open(folder.path() / "spool").value());
  gem::HsmsSession session{gem::Role::passive,
                           {},
                           {.selected = [this] { equipment->on_selected(now); },
                            .deselected = [this] { equipment->on_deselected(); },
                            .primary = [this](const gem::Message& message) { equipment->on_primary(message); },
                            .reply = [this](const gem::Message& message) { equipment->on_reply(message); },
                            .no_reply = [this](std::uint32_t system) { equipment->on_no_reply(system); },
                            .log = {}}};
  gem::EquipmentOptions options;
  std::vector<gem::Id> ids_told;  ///< by every event taken
  std::unique_ptr<gem::Equipment> equipment;

  void build() {
    equipment = std::make_unique<gem::Equipment>(options, inspection, recipes, *spool, session, [](auto) {});
  }
  void SetUp() override { build(); }

  void talk() { exchange(session, host.session, now); }
  void connect() {
    session.on_connected(now);
    host.session.on_connected(now);
    talk();
  }
  void disconnect() {
    session.on_disconnected();
    host.session.on_disconnected();
  }
  /// Connected, and the host has established communications.
  void go() {
    connect();
    ask(1, 13, gem::Item::list());
    host.primaries.clear();
  }
  void pass(double seconds) {
    now += std::chrono::duration_cast<gem::Clock::duration>(gem::Seconds(seconds));
    session.on_time(now);
    equipment->on_time(now);
    talk();
  }

  /// The reply to a primary of the host, as text; "" where there is none.
  std::string ask(std::uint8_t stream, std::uint8_t function, const std::optional<gem::Item>& item = std::nullopt) {
    host.replies.clear();
    host.session.send(stream, function, true, item, now);
    talk();
    return host.replies.empty() ? "" : gem::to_text(host.replies.back());
  }
  /// Acknowledges every event and alarm until no more come; their texts in order.
  std::vector<std::string> take_events() {
    std::vector<std::string> events;
    for (std::size_t i = 0; i < host.primaries.size(); ++i) {
      const gem::Message primary = host.primaries[i];
      events.push_back(gem::to_text(primary));
      if (primary.stream == 6 && primary.item) ids_told.push_back(primary.item->items().at(1).id().value_or(0));
      if (primary.wants_reply) {
        host.session.reply(primary, static_cast<std::uint8_t>(primary.function + 1), gem::Item::byte(0));
      }
      talk();
    }
    host.primaries.clear();
    return events;
  }
  void enable_all_events() {
    ASSERT_EQ(ask(2, 37, gem::Item::list({gem::Item::boolean(true), gem::Item::list()})), "S2F38 <B [1] 0x00>");
  }
};

}  // namespace pellucid::test
