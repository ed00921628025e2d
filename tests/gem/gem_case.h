/// An equipment with a host in memory: what is asked is answered at once, events are acknowledged. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "gem/equipment.h"
#include "tests/gem/session_pair.h"
#include "tests/support/temp_folder.h"

namespace pellucid::test {

struct FakeInspection : gem::InspectionPort {
  gem::CommandAnswer select_recipe(const std::string& name) override {
    recipe = name;
    return gem::CommandAnswer::done;
  }
  gem::CommandAnswer start(const std::map<std::string, std::string>& parameters) override {
    started.push_back(parameters);
    return parameters.contains("SCAN") ? gem::CommandAnswer::will_finish : gem::CommandAnswer::bad_parameter;
  }
  gem::CommandAnswer stop() override { return gem::CommandAnswer::done; }
  gem::CommandAnswer abort() override { return gem::CommandAnswer::done; }
  gem::CommandAnswer pause() override { return gem::CommandAnswer::done; }
  gem::CommandAnswer resume() override { return gem::CommandAnswer::not_now; }
  [[nodiscard]] std::string selected_recipe() const override { return recipe; }
  [[nodiscard]] gem::ProcessState state() const override { return gem::ProcessState::idle; }
  [[nodiscard]] std::size_t queue_length() const override { return started.size(); }

  std::string recipe = "default";
  std::vector<std::map<std::string, std::string>> started;
};

struct FakeRecipes : gem::RecipePort {
  [[nodiscard]] std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, text] : texts) names.push_back(name);
    return names;
  }
  [[nodiscard]] Result<std::string> read(const std::string& name) const override {
    const auto found = texts.find(name);
    if (found == texts.end()) return fail(bad_input("test", name, "no such recipe"));
    return found->second;
  }
  Result<void> write(const std::string& name, const std::string& text) override {
    if (text == "bad") return fail(bad_input("test", name, "no recipe"));
    texts[name] = text;
    return {};
  }
  Result<void> remove(const std::string& name) override {
    texts.erase(name);
    return {};
  }

  std::map<std::string, std::string> texts{{"default", "{}"}};
};

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
