// An equipment for burst.mjs: START reports as many WaferStarted as the parameter COUNT says, as fast as they go.
// burst_equipment SPOOL_FILE; "listening on 127.0.0.1:PORT" on stdout; until SIGTERM.
#include <csignal>
#include <cstdio>
#include <thread>

#include "gem/server.h"
#include "tests/gem/fake_ports.h"

namespace {

using namespace pellucid;

struct Burst : test::FakeInspection {
  gem::CommandAnswer start(const std::map<std::string, std::string>& parameters) override {
    const auto count = static_cast<std::uint64_t>(std::atoll(parameters.at("COUNT").c_str()));
    for (std::uint64_t i = 0; i < count; ++i) {
      server->post([i](gem::Equipment& equipment) {
        equipment.report(gem::event::kWaferStarted, {{gem::data::kListed, gem::Item::u8(i)}});
      });
    }
    return gem::CommandAnswer::will_finish;
  }
  gem::Server* server = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Burst burst;
  test::FakeRecipes recipes;
  gem::ServerOptions options;
  options.link.port = 0;
  options.spool_file = argv[1];
  auto server = gem::Server::open(options, burst, recipes, [](auto) {});
  if (!server) return std::fprintf(stderr, "%s\n", server.error().message().c_str()), 1;
  burst.server = server->get();
  const std::jthread at_work([&server](const std::stop_token& stop) { (*server)->run(stop); });
  std::printf("listening on 127.0.0.1:%d\n", (*server)->port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  return 0;
}
