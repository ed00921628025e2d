// pellucid gem --config gem.json: a SECS/GEM equipment on HSMS.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "batch/gem_station.h"
#include "cli/commands.h"

namespace pellucid::cli {
namespace {

struct GemArguments {
  std::string config;
  bool verbose = false;
};

ExitCode run_gem_command(const Session& session, const GemArguments& arguments) {
  const auto config = read_gem_config(arguments.config);
  if (!config) return answer_error(session, config.error());
  const gem::LinkOptions& link = config->server.link;
  GemObserver observer;
  observer.ready = [&](std::uint16_t port) {
    print_out(
        fmt::format("{} {}:{}\n", link.role == gem::Role::passive ? "listening on" : "calling", link.address, port));
    std::fflush(stdout);
  };
  observer.log = [&](std::string_view line) {
    if (arguments.verbose) fmt::print(stderr, "{}\n", line);
  };
  const auto ran = run_gem_station(*config, observer, session.stop);
  return ran ? ExitCode::done : answer_error(session, ran.error());
}

}  // namespace

void add_gem_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "gem", "Be a SECS/GEM equipment: a host selects, starts and is told",
                                  "pellucid gem --config gem.json");
  auto arguments = std::make_shared<GemArguments>();
  command->add_option("--config", arguments->config, "Who may talk to it and what it inspects (JSON)")->required();
  command->add_flag("-v,--verbose", arguments->verbose,
                    "Every message of the host and every change of state, to stderr");
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_gem_command(session, *arguments); }; });
}

}  // namespace pellucid::cli
