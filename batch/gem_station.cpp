#include "batch/gem_station.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "batch/gem_outbox.h"
#include "batch/previous_result.h"
#include "batch/result_watch.h"
#include "batch/wafer_events.h"
#include "inspection/deliver.h"
#include "mes/outbox_delivery.h"

namespace pellucid {
namespace {

constexpr std::chrono::seconds kBetweenLooks(2);

/// Tells the host of a result that another process made.
void report_result(gem::Server& server, const std::filesystem::path& result) {
  const auto found = read_previous_result(result);
  if (!found) return;
  LotRow row = found->row;
  row.result = result;
  auto values = start_values(row, found->recipe_sha256);
  for (auto& value : outcome_values(row)) values.push_back(std::move(value));
  auto map = map_values(result);
  server.post([values = std::move(values), map = std::move(map)](gem::Equipment& equipment) {
    equipment.report(gem::event::kWaferCompleted, values);
    if (map) equipment.report(gem::event::kDefectMapReady, *map);
  });
}

/// Looks at the watched folder now and then, until a stop is asked for.
void watch_until(std::stop_token stop, const std::filesystem::path& folder, gem::Server& server) {
  ResultWatch watch(folder);
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    stopped.wait_for(lock, stop, kBetweenLooks, [] { return false; });
    if (stop.stop_requested() || folder.empty()) continue;
    for (const auto& result : watch.look()) report_result(server, result);
  }
}

Result<mes::Outbox> open_outbox(const std::filesystem::path& file) {
  auto config = mes::read_outbox_config(file);
  if (!config) return fail(config.error());
  return mes::Outbox::open(std::move(*config));
}

/// Brings the host what an outbox has for it, on a thread that ends with the object.
Result<std::jthread> start_messenger(const std::optional<mes::Outbox>& outbox, gem::Server& server,
                                     const GemObserver& observer) {
  if (!outbox) return std::jthread();
  auto targets = gem_targets(outbox->config(), [&server](auto act) { server.post(std::move(act)); });
  if (targets.empty()) return std::jthread();
  mes::Deliverer::Observer told;
  told.trouble = [log = observer.log](const Error& error) {
    if (log) log("outbox: " + error.message());
  };
  auto deliverer = mes::Deliverer::open(*outbox, std::move(targets), told);
  if (!deliverer) return fail(deliverer.error());
  return std::jthread([deliverer = std::make_shared<mes::Deliverer>(std::move(*deliverer))](
                          const std::stop_token& end) { deliverer->run(end); });
}

}  // namespace

Result<void> run_gem_station(const GemConfig& config, const GemObserver& observer, std::stop_token stop) {
  auto recipes = RecipeFolder::open(config.recipes);
  if (!recipes) return fail(recipes.error());
  const auto first = recipes->recipe(config.queue.recipe);
  if (!first) return fail(first.error());
  std::error_code ignored;
  std::filesystem::create_directories(config.server.spool_file.parent_path(), ignored);

  std::optional<mes::Outbox> outbox;
  QueueOptions options = config.queue;
  if (!config.outbox.empty()) {
    auto opened = open_outbox(config.outbox);
    if (!opened) return fail(opened.error());
    outbox.emplace(std::move(*opened));
  }
  if (outbox && config.deliver_exports) {
    options.deliver = [&outbox](const std::filesystem::path& result, std::stop_token end) -> Result<void> {
      const auto put = deliver_result(*outbox, result, std::move(end));
      return put ? Result<void>() : fail(put.error());
    };
  }
  InspectionQueue queue(std::move(options), *recipes);
  auto server = gem::Server::open(config.server, queue, *recipes, observer.log);
  if (!server) return fail(server.error());
  {
    const std::jthread at_work([&server](const std::stop_token& end) { (*server)->run(end); });
    auto messenger = start_messenger(outbox, **server, observer);
    if (!messenger) return fail(messenger.error());
    queue.begin([&server](auto act) { (*server)->post(std::move(act)); });
    if (observer.ready) observer.ready((*server)->port());
    watch_until(stop, config.watch, **server);
    queue.end();  // before the server: its last events still go out
  }
  return {};
}

}  // namespace pellucid
