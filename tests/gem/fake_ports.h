/// What an equipment drives, kept in memory. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gem/ports.h"

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

}  // namespace pellucid::test
