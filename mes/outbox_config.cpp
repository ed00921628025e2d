#include "mes/outbox_config.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/model/sha256.h"
#include "mes/detail/disk.h"
#include "mes/detail/json_section.h"
#include "mes/detail/text.h"
#include "mes/mes_error.h"
#include "mes/outbox_entry.h"

namespace pellucid::mes {
namespace {

namespace fs = std::filesystem;
using detail::JsonSection;
using nlohmann::json;

constexpr std::string_view kSchema = "pellucid.outbox/1";
const std::vector<std::string_view> kFormats{"csv", "jsonl", "klarf", "klarf18", "e142", "g85", "sinf", "mapcsv"};

bool is_plain_name(std::string_view name) {
  return is_delivery_name(name) && name.find_first_of("/ ,") == std::string_view::npos;
}

/// The same for the same outbox on the same machine, and for no other.
std::string default_client_id(const fs::path& folder) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return "pellucid-" + sha256_hex(std::string(host.data()) + ":" + folder.string()).substr(0, 12);
}

void read_drop(JsonSection& section, TargetConfig& to) {
  section.require("folder");
  section.path("folder", to.drop.folder);
  section.text("manifest", to.drop.manifest);
  section.text("seen_as", to.seen_as);
  section.flag("replace", to.drop.replace);
  if (!to.drop.manifest.starts_with('.') || !is_delivery_name("x" + to.drop.manifest)) {
    section.blame("manifest", "an ending like .manifest.json", to.drop.manifest);
  }
}

void read_password(JsonSection& section, MqttOptions& to) {
  fs::path file;
  section.text("password", to.password);
  section.path("password_file", file);
  if (file.empty()) return;
  const auto text = detail::read_small_file(file);
  if (!text) return section.blame("password_file", "a file that can be read", file.string());
  to.password = detail::trimmed(*text);
}

void read_mqtt(JsonSection& section, TargetConfig& to, const fs::path& outbox) {
  MqttOptions& mqtt = to.mqtt;
  mqtt.client_id = default_client_id(outbox);
  section.require("topic");
  section.text("host", mqtt.host);
  section.text("topic", mqtt.topic);
  section.text("client_id", mqtt.client_id);
  section.text("user", mqtt.user);
  read_password(section, mqtt);
  section.path("ca_file", mqtt.ca_file);
  section.path("certificate_file", mqtt.certificate_file);
  section.path("key_file", mqtt.key_file);
  if (!mqtt.ca_file.empty()) mqtt.port = 8883;
  section.whole("port", mqtt.port, 1, 65535);
  section.word("protocol", mqtt.protocol, {"5", "3.1.1"});
  section.number("timeout_s", mqtt.timeout_s, 0.1, 600);
  section.flag("retain", mqtt.retain);
  section.flag("need_subscriber", mqtt.need_subscriber);
  section.text("after", to.after);
  if (mqtt.topic.empty() || mqtt.topic.find_first_of("+#") != std::string::npos) {
    section.blame("topic", "a topic without + and #", mqtt.topic);
  }
  if (mqtt.certificate_file.empty() != mqtt.key_file.empty()) {
    section.blame("key_file", "certificate_file and key_file together", "one of them");
  }
  if (mqtt.ca_file.empty() && !mqtt.certificate_file.empty()) section.require("ca_file");
  if (mqtt.need_subscriber && mqtt.protocol != "5") section.blame("need_subscriber", "protocol 5", mqtt.protocol);
}

void read_targets(const json& all, OutboxConfig& to, std::optional<Error>& fault) {
  JsonSection names(all, "targets", to.file, fault);
  if (!all.is_object() || all.empty()) return names.blame("", "at least one target", all);
  for (const auto& [name, object] : all.items()) {
    if (!is_plain_name(name)) return names.blame(name, "a name of letters, digits, _ and -", name);
    TargetConfig target;
    target.name = name;
    JsonSection section(object, "targets." + name, to.file, fault);
    std::string type;
    section.require("type");
    section.word("type", type, {"file_drop", "mqtt", "secs_gem"});
    if (type == "file_drop") {
      read_drop(section, target);
    } else if (type == "mqtt") {
      target.kind = TargetKind::mqtt;
      read_mqtt(section, target, to.folder);
    } else if (type == "secs_gem") {
      target.kind = TargetKind::secs_gem;
      section.text("after", target.after);
    }
    section.finish();
    to.targets.push_back(std::move(target));
  }
  for (const TargetConfig& target : to.targets) {
    const TargetConfig* before = to.target(target.after);
    if (target.after.empty() || (before != nullptr && before->kind == TargetKind::file_drop)) continue;
    names.blame(target.name + ".after", "the name of a file_drop", target.after);
  }
}

/// An export is made for its delivery and gone afterwards: a message can only name it where a file drop has it.
void check_messages(JsonSection& section, const WaferExport& one, const OutboxConfig& config) {
  const auto goes_to = [&one](const std::string& name) {
    return one.targets.empty() || std::ranges::count(one.targets, name) > 0;
  };
  for (const TargetConfig& target : config.targets) {
    if (target.kind == TargetKind::file_drop || !goes_to(target.name)) continue;
    if (!target.after.empty() && goes_to(target.after)) continue;
    section.blame("targets", "with " + target.name + " the file_drop that it comes \"after\"",
                  target.after.empty() ? "none" : target.after);
  }
}

void read_exports(const json& all, OutboxConfig& to, std::optional<Error>& fault) {
  if (!all.is_array()) return JsonSection(json::object(), "exports", to.file, fault).blame("", "a list", all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    WaferExport one;
    JsonSection section(all[i], "exports[" + std::to_string(i) + "]", to.file, fault);
    section.require("format");
    section.require("name");
    section.word("format", one.format, kFormats);
    section.text("name", one.name);
    section.path("profile", one.profile);
    section.texts("targets", one.targets);
    section.finish();
    for (const std::string& name : one.targets) {
      if (to.target(name) == nullptr) section.blame("targets", "names of targets", name);
    }
    check_messages(section, one, to);
    if (one.name.find("{wafer}") == std::string::npos) {
      section.blame("name", "a name with {wafer} in it, so that one wafer does not replace another", one.name);
    }
    to.exports.push_back(std::move(one));
  }
}

}  // namespace

std::string_view name_of(TargetKind kind) {
  return kind == TargetKind::file_drop ? "file_drop" : kind == TargetKind::mqtt ? "mqtt" : "secs_gem";
}

const TargetConfig* OutboxConfig::target(std::string_view name) const {
  const auto found = std::ranges::find(targets, name, &TargetConfig::name);
  return found == targets.end() ? nullptr : &*found;
}

Result<OutboxConfig> read_outbox_config(const fs::path& file) {
  const auto text = detail::read_small_file(file);
  if (!text) return fail(text.error());
  const json root = json::parse(*text, nullptr, false);
  if (!root.is_object() || root.value("schema", json()) != kSchema) {
    return fail(bad_input(mes_error::kOutboxConfig, file.string(), "is no configuration of an outbox",
                          "JSON with \"schema\": \"" + std::string(kSchema) + "\"",
                          root.is_object() ? root.value("schema", json()).dump() : "no JSON object"));
  }
  OutboxConfig config;
  config.file = file;
  config.folder = (fs::absolute(file).parent_path() / "outbox").lexically_normal();
  std::optional<Error> fault;
  JsonSection section(root, "", file, fault);
  section.find("schema");
  section.find("$schema");
  section.path("folder", config.folder);
  section.number("keep_done_days", config.keep_done_days, 0, 36500);
  if (const json* retry = section.find("retry")) {
    JsonSection keys(*retry, "retry", file, fault);
    keys.number("first_s", config.retry.first_s, 0.01, 86400);
    keys.number("longest_s", config.retry.longest_s, 0.01, 86400);
    keys.whole("max_attempts", config.retry.max_attempts, 0, 1'000'000);
    keys.finish();
  }
  section.require("targets");
  if (const json* targets = section.find("targets")) read_targets(*targets, config, fault);
  if (const json* exports = section.find("exports")) read_exports(*exports, config, fault);
  section.finish();
  if (fault) return fail(*fault);
  return config;
}

}  // namespace pellucid::mes
