#include "batch/gem_config.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "results/software.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kSchema = "pellucid.gem/1";

/// One object of the file. Keeps the first fault, knows which keys were asked for, and names the one nobody asked for.
class Section {
 public:
  Section(const json& root, std::string name, std::optional<Error>& fault, const fs::path& file)
      : name_(std::move(name)), fault_(fault), file_(file) {
    const auto found = root.find(name_);
    if (found == root.end()) return;
    if (found->is_object()) {
      object_ = *found;
    } else {
      blame("", "an object", *found);
    }
  }

  void number(const std::string& key, double& to, double minimum, double maximum) {
    const json* value = find(key);
    if (value == nullptr) return;
    const bool fits = value->is_number() && value->get<double>() >= minimum && value->get<double>() <= maximum;
    if (!fits) return blame(key, fmt::format("a number from {} to {}", minimum, maximum), *value);
    to = value->get<double>();
  }
  template <class Whole>
  void whole(const std::string& key, Whole& to, std::int64_t minimum, std::int64_t maximum) {
    const json* value = find(key);
    if (value == nullptr) return;
    const bool fits = value->is_number_integer() && value->get<double>() >= static_cast<double>(minimum) &&
                      value->get<double>() <= static_cast<double>(maximum);
    if (!fits) return blame(key, fmt::format("a whole number from {} to {}", minimum, maximum), *value);
    to = static_cast<Whole>(value->get<std::int64_t>());
  }
  void flag(const std::string& key, bool& to) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_boolean()) return blame(key, "true or false", *value);
    to = value->get<bool>();
  }
  void text(const std::string& key, std::string& to) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_string()) return blame(key, "a text", *value);
    to = value->get<std::string>();
  }
  void path(const std::string& key, fs::path& to) {
    std::string given;
    text(key, given);
    if (!given.empty()) to = fs::absolute(file_).parent_path() / given;
  }
  void texts(const std::string& key, std::vector<std::string>& to) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_array()) return blame(key, "a list of texts", *value);
    for (const json& one : *value) {
      if (!one.is_string()) return blame(key, "a list of texts", one);
      to.push_back(one.get<std::string>());
    }
  }
  template <class T>
  void choice(const std::string& key, T& to, const std::map<std::string, T>& choices) {
    const json* value = find(key);
    if (value == nullptr) return;
    const auto found = value->is_string() ? choices.find(value->get<std::string>()) : choices.end();
    if (found != choices.end()) {
      to = found->second;
      return;
    }
    std::string names;
    for (const auto& [name, meaning] : choices) names += (names.empty() ? "" : ", ") + name;
    blame(key, "one of " + names, *value);
  }
  void require(const std::string& key) {
    if (!object_.contains(key)) blame(key, "a value", "nothing");
  }
  /// To be called last: a key that was misspelt must not pass for its default.
  void finish() {
    for (const auto& [key, value] : object_.items()) {
      if (!asked_.contains(key)) return blame(key, "a known key", value);
    }
  }

 private:
  const json* find(const std::string& key) {
    asked_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  void blame(const std::string& key, std::string_view expected, const json& found) {
    if (fault_) return;
    const std::string where = key.empty() ? name_ : name_ + "." + key;
    fault_ = bad_input("batch.gem_config", file_.string(), where + " is not what it must be", expected,
                       found.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 60));
  }

  std::string name_;
  json object_ = json::object();
  std::optional<Error>& fault_;
  fs::path file_;
  std::set<std::string> asked_;
};

void read_hsms(Section section, gem::ServerOptions& to) {
  gem::LinkOptions& link = to.link;
  gem::Timers& timers = to.session.timers;
  gem::SessionLimits& limits = to.session.limits;
  section.choice<gem::Role>("mode", link.role, {{"passive", gem::Role::passive}, {"active", gem::Role::active}});
  section.text("address", link.address);
  section.whole("port", link.port, 0, 65535);
  section.whole("device_id", to.session.device_id, 0, 32767);
  section.texts("allowed_hosts", link.allowed_hosts);
  section.number("t3_s", timers.t3_s, 1, 120);
  section.number("t5_s", timers.t5_s, 1, 240);
  section.number("t6_s", timers.t6_s, 1, 240);
  section.number("t7_s", timers.t7_s, 1, 240);
  section.number("t8_s", timers.t8_s, 1, 120);
  section.number("linktest_s", timers.linktest_s, 0, 3600);
  section.whole("max_message_bytes", limits.max_message_bytes, 1024, 64 << 20);
  section.whole("max_depth", limits.codec.max_depth, 4, 128);
  section.whole("max_items", limits.codec.max_items, 100, 10'000'000);
  section.number("max_messages_per_second", limits.max_messages_per_second, 1, 1e6);
  section.finish();
  link.reconnect_s = timers.t5_s;
}

void read_equipment(Section section, gem::EquipmentOptions& to) {
  using gem::ControlState;
  section.text("model", to.model);
  section.choice<ControlState>("start", to.initial,
                               {{"remote", ControlState::remote},
                                {"local", ControlState::local},
                                {"attempt_online", ControlState::attempt_online},
                                {"host_offline", ControlState::host_offline},
                                {"equipment_offline", ControlState::equipment_offline}});
  to.remote_when_online = to.initial != ControlState::local;
  section.choice<bool>("online", to.remote_when_online, {{"remote", true}, {"local", false}});
  section.whole("establish_s", to.establish_s, 1, 3600);
  section.whole("events_in_flight", to.outbox.in_flight, 1, 1000);
  section.finish();
}

void read_spool(Section section, gem::ServerOptions& to) {
  section.path("file", to.spool_file);
  section.whole("max_messages", to.spool.max_messages, 1, 10'000'000);
  section.whole("max_bytes", to.spool.max_bytes, 1 << 16, std::int64_t{1} << 40);
  section.finish();
}

void read_inspection(Section section, GemConfig& to) {
  section.require("scans");
  section.require("results");
  section.path("scans", to.queue.scans);
  section.path("results", to.queue.results);
  section.path("recipes", to.recipes);
  section.path("watch", to.watch);
  section.text("recipe", to.queue.recipe);
  section.whole("threads", to.queue.threads, 0, 1024);
  section.flag("maps_and_report", to.queue.write_maps_and_report);
  section.whole("reduced_map_columns", to.queue.reduced_map_columns, 0, 1000);
  section.finish();
}

void read_outbox(Section section, GemConfig& to) {
  section.path("config", to.outbox);
  section.flag("exports", to.deliver_exports);
  if (to.deliver_exports) section.require("config");
  section.finish();
}

}  // namespace

Result<GemConfig> read_gem_config(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(bad_input("batch.gem_config", file.string(), "cannot be read"));
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  const json root = json::parse(text, nullptr, false);
  if (!root.is_object() || root.value("schema", json()) != kSchema) {
    return fail(bad_input("batch.gem_config", file.string(), "is no configuration of a GEM equipment",
                          fmt::format("JSON with \"schema\": \"{}\"", kSchema)));
  }
  for (const auto& [key, value] : root.items()) {
    if (!std::set<std::string>{"schema", "hsms", "equipment", "spool", "inspection", "outbox"}.contains(key)) {
      return fail(bad_input("batch.gem_config", file.string(), "has an unknown key", "", key));
    }
  }
  GemConfig config;
  const fs::path folder = fs::absolute(file).parent_path();
  config.recipes = folder / "recipes";
  config.server.spool_file = folder / "gem.spool";
  config.server.equipment.software = software().version;
  std::optional<Error> fault;
  read_hsms({root, "hsms", fault, file}, config.server);
  read_equipment({root, "equipment", fault, file}, config.server.equipment);
  read_spool({root, "spool", fault, file}, config.server);
  read_inspection({root, "inspection", fault, file}, config);
  read_outbox({root, "outbox", fault, file}, config);
  if (fault) return fail(*fault);
  if (!config.watch.empty() && config.watch == config.queue.results) {
    return fail(bad_input("batch.gem_config", file.string(), "inspection.watch and inspection.results are one folder",
                          "two", config.watch.string()));
  }
  return config;
}

}  // namespace pellucid
