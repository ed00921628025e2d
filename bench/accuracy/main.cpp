// The figures that Pellucid must hold, found on wafers with known truth. Exit code 0: all hold; 1: one fails; 2: usage.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "bench/accuracy/groups.h"

namespace {

using namespace pellucid::bench;

struct Group {
  const char* name;
  Figures (*run)(const Bench&);
};
constexpr std::array<Group, 13> kGroups{{{"registration", registration_figures},
                                         {"intensity", intensity_figures},
                                         {"neighbours", neighbour_figures},
                                         {"gain", gain_figures},
                                         {"presets", preset_figures},
                                         {"classes", class_figures},
                                         {"leakage", leakage_figures},
                                         {"wavelength", wavelength_figures},
                                         {"appearance", appearance_figures},
                                         {"el", el_figures},
                                         {"unpatterned", unpatterned_figures},
                                         {"threads", thread_figures},
                                         {"memory", memory_figures}}};

/// A folder of its own, gone at the end.
class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / fmt::format("pellucid-accuracy-{}", getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

int run(const Bench& bench, const std::vector<std::string>& only) {
  const auto begin = std::chrono::steady_clock::now();
  int figures = 0, failed = 0;
  fmt::print("{}", table_head());
  for (const Group& group : kGroups) {
    if (!only.empty() && std::find(only.begin(), only.end(), group.name) == only.end()) continue;
    for (const Figure& figure : group.run(bench)) {
      fmt::print("{}", table_line(figure));
      ++figures;
      failed += figure.holds ? 0 : 1;
    }
    std::fflush(stdout);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print("\n{} of {} figures hold ({:.0f} s)\n", figures - failed, figures, seconds);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The accuracy that Pellucid must hold, on simulated wafers with known truth");
  Bench bench;
  std::vector<std::string> names, only;
  for (const Group& group : kGroups) names.emplace_back(group.name);
  std::string child_scan, child_result;
  app.add_flag("--quick", bench.quick, "Fewer wafers, the same goals: under a minute");
  app.add_flag("--verbose", bench.verbose, "A line for every random wafer, on stderr");
  app.add_option("--only", only, "Only these groups of figures")->check(CLI::IsMember(names));
  app.add_option("--threads", bench.threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  app.add_option("--child-scan", child_scan)->group("");
  app.add_option("--child-result", child_result)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!child_scan.empty()) return inspect_as_child(child_scan, child_result);
  const Scratch scratch;
  bench.folder = scratch.path();
  return run(bench, only);
}
