// Measures what the machine can do with the bench's wafer, and Pellucid's pass beside it. Prints JSON.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "bench/speed/limits/machine_limits.h"
#include "bench/speed/limits/pellucid_pass.h"

namespace {

using namespace pellucid::bench::speed;
namespace fs = std::filesystem;

struct Plan {
  fs::path folder;
  std::vector<int> threads{1, 2};
  int repeats = 5;
  std::int64_t memory_mb = 1024;
};

void add(nlohmann::ordered_json& all, const Measurement& m, const std::string& compression) {
  all.push_back({{"name", m.name},
                 {"compression", compression},
                 {"threads", m.threads},
                 {"seconds", m.seconds},
                 {"bytes", m.bytes},
                 {"pixels", m.pixels}});
}

nlohmann::ordered_json measure(const Plan& plan) {
  auto all = nlohmann::ordered_json::array();
  const PellucidPass pass(plan.folder / "scan");
  for (const int threads : plan.threads) {
    add(all, memory_limit(plan.memory_mb << 20, threads, plan.repeats), "none");
    add(all, file_limit(plan.folder / "scan", threads, plan.repeats), "none");
    for (const std::string compression : {"none", "zstd", "deflate", "lzw"}) {
      const fs::path scan = plan.folder / (compression == "none" ? std::string("scan") : "scan-" + compression);
      if (!fs::exists(scan)) continue;
      // A codec's time is stable and long: fewer repeats.
      const int repeats = compression == "none" ? plan.repeats : (plan.repeats + 1) / 2;
      if (compression == "none") add(all, tiff_limit(scan, "r", threads, repeats), compression);
      add(all, tiff_limit(scan, "rm", threads, repeats), compression);
      add(all, pass.run(scan, threads, repeats), compression);
    }
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Limits of this machine, and Pellucid's pass over the pixels");
  Plan plan;
  app.add_option("FOLDER", plan.folder, "A wafer that speed_wafer wrote")->required();
  app.add_option("--threads", plan.threads, "Each of these")->delimiter(',')->check(CLI::Range(1, 256));
  app.add_option("--repeats", plan.repeats, "The least time counts")->check(CLI::Range(1, 100));
  app.add_option("--memory-mb", plan.memory_mb, "Memory to read")->check(CLI::Range(16, 65536));
  CLI11_PARSE(app, argc, argv);
  try {
    std::printf("%s\n", measure(plan).dump(1).c_str());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
