/// One object of a JSON configuration. Keeps the first fault with the key's whole path, knows which keys were asked
/// for, and names the one nobody asked for. Private to the room; one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"

namespace pellucid::mes::detail {

class JsonSection {
 public:
  using Json = nlohmann::json;

  /// `name` stands before each key of a message: "targets.drop"; empty for the root.
  JsonSection(const Json& object, std::string name, std::filesystem::path file, std::optional<Error>& fault);

  /// Each leaves `to` as it is where the key is absent.
  void text(const std::string& key, std::string& to);
  void flag(const std::string& key, bool& to);
  void number(const std::string& key, double& to, double minimum, double maximum);
  void whole(const std::string& key, int& to, int minimum, int maximum);
  void texts(const std::string& key, std::vector<std::string>& to);
  /// Relative to the folder of the configuration.
  void path(const std::string& key, std::filesystem::path& to);
  /// One of `words`.
  void word(const std::string& key, std::string& to, const std::vector<std::string_view>& words);
  void require(const std::string& key);
  /// The value of a key as it stands; nothing where it is absent.
  const Json* find(const std::string& key);
  /// To be called last: a key that was misspelt must not pass for its default.
  void finish();

  void blame(const std::string& key, std::string_view expected, const Json& found);
  [[nodiscard]] std::string path_of(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }

 private:
  Json object_ = Json::object();
  std::string name_;
  std::filesystem::path file_;
  std::optional<Error>& fault_;
  std::set<std::string> asked_;
};

}  // namespace pellucid::mes::detail
