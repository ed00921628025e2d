/// Scans that a GEM host asked for, inspected one after another on a thread of its own, each with all threads. The
/// port's functions may be called from any thread; they never wait for an inspection.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "batch/batch.h"
#include "batch/recipe_folder.h"
#include "gem/equipment.h"
#include "gem/ports.h"

namespace pellucid {

struct QueueOptions {
  std::filesystem::path scans;    ///< START names folders below it, and nothing else
  std::filesystem::path results;  ///< a scan at SCANS/a/b gets RESULTS/a/b
  std::string recipe = "default";
  int threads = 0;  ///< 0: as many as there are cores
  bool write_maps_and_report = true;
  std::uint32_t reduced_map_columns = 0;  ///< S12 maps of at most so many cells a side; 0: none
  InspectVerb inspect_one = &inspect;
  DeliverVerb deliver;  ///< with every result; empty: nothing
};

class InspectionQueue final : public gem::InspectionPort {
 public:
  /// Does something with the equipment, on its thread: gem::Server::post.
  using Post = std::function<void(std::function<void(gem::Equipment&)>)>;

  InspectionQueue(QueueOptions options, const RecipeFolder& recipes);
  ~InspectionQueue() override;

  /// Begins to work; until then scans only wait.
  void begin(Post post);
  /// Drops the wafer at hand and the queue, and returns when the thread is done.
  void end();

  gem::CommandAnswer select_recipe(const std::string& name) override;
  /// "SCAN": a folder below `scans`; "PPID": another recipe than the selected one, for this scan.
  gem::CommandAnswer start(const std::map<std::string, std::string>& parameters) override;
  gem::CommandAnswer stop() override;
  gem::CommandAnswer abort() override;
  gem::CommandAnswer pause() override;
  gem::CommandAnswer resume() override;
  [[nodiscard]] std::string selected_recipe() const override;
  [[nodiscard]] gem::ProcessState state() const override;
  [[nodiscard]] std::size_t queue_length() const override;

 private:
  struct Job {
    std::filesystem::path scan;  ///< relative to `scans`
    Recipe recipe;
  };

  void work(std::stop_token stop);
  void run(const Job& job, std::stop_token stop);
  void finish(LotRow row, const Result<ResultData>& found);
  void deliver(const std::filesystem::path& result);
  [[nodiscard]] std::optional<std::filesystem::path> scan_below(const std::string& asked) const;
  [[nodiscard]] gem::ProcessState state_locked() const;
  void tell_state_change();
  void report(gem::Id event, gem::DataValues values = {});

  QueueOptions options_;
  const RecipeFolder& recipes_;
  Post post_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  std::string recipe_;
  bool running_ = false, paused_ = false, stopping_ = false;
  std::stop_source wafer_stop_;
  std::jthread worker_;
};

}  // namespace pellucid
