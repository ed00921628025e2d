/// An outbox in a folder of its own, with a drop folder and what a collector would find there. One thread.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/model/sha256.h"
#include "mes/outbox.h"
#include "mes/outbox_delivery.h"
#include "tests/support/temp_folder.h"

namespace pellucid::mes::test {

namespace fs = std::filesystem;

inline void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// What a collector thinks of a drop folder: "" where every manifest is true and nothing lies about but what manifests
/// name, else what is wrong. `names` gets the main file of each manifest.
inline std::string fault_of_drop(const fs::path& folder, std::vector<std::string>& names) {
  std::vector<std::string> told;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".manifest.json")) continue;
    const auto manifest = nlohmann::json::parse(read_file(file.path()), nullptr, false);
    if (!manifest.is_object()) return name + " is no JSON";
    for (const auto& one : manifest.at("files")) {
      const std::string text = read_file(folder / one.at("name").get<std::string>());
      if (text.size() != one.at("bytes") || sha256_hex(text) != one.at("sha256")) return name + " is not true";
      told.push_back(one.at("name"));
    }
    names.push_back(manifest.at("name"));
    told.push_back(fs::relative(file.path(), folder).string());
  }
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(file.path(), folder).string();
    if (file.is_regular_file() && std::ranges::count(told, name) != 1) return name + " is in no manifest";
  }
  std::ranges::sort(names);
  return "";
}

struct OutboxCase : ::testing::Test {
  pellucid::test::TempFolder folder;
  fs::path root = folder.path();
  fs::path drop = root / "drop";

  void SetUp() override { fs::create_directory(drop); }

  /// One file drop, tried again at once.
  [[nodiscard]] OutboxConfig config() const {
    OutboxConfig made;
    made.file = root / "outbox.json";
    made.folder = root / "outbox";
    made.retry = {0.01, 0.02, 3};
    TargetConfig target;
    target.name = "drop";
    target.drop.folder = drop;
    made.targets.push_back(target);
    return made;
  }
  [[nodiscard]] Outbox outbox() const { return Outbox::open(config()).value(); }
  [[nodiscard]] Outbox outbox(OutboxConfig given) const { return Outbox::open(std::move(given)).value(); }
  /// A file of this text, to be delivered under its name.
  [[nodiscard]] FileToDeliver file(const std::string& name, const std::string& text) const {
    write_file(root / "made" / name, text);
    return {root / "made" / name, name};
  }
  [[nodiscard]] static std::size_t count(const Outbox& outbox, EntryState state) {
    return outbox.list(state).value().entries.size();
  }
  static PassReport deliver(const Outbox& outbox) {
    return Deliverer::open(outbox, make_targets(outbox.config())).value().pass().value();
  }
};

}  // namespace pellucid::mes::test
