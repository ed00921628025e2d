/// Memory is bounded by the table and the blocks in flight, not by the image.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

/// Runs `pellucid inspect` in a process of its own. Returns its peak resident memory [bytes]; -1 where it failed.
std::int64_t peak_of_inspect(const std::filesystem::path& scan, const std::filesystem::path& result) {
  const std::string from = scan.string(), to = result.string();
  const pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stdout) == nullptr || freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
    execl(PELLUCID_COMMAND, PELLUCID_COMMAND, "inspect", from.c_str(), "-o", to.c_str(), "--threads", "4", nullptr);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return -1;
  return std::int64_t{usage.ru_maxrss} * 1024;
}

TEST(Memory, StaysBelowItsBound) {
  SimulationOptions options = test::small_wafer();
  options.chips.pitch_um = {50, 64};
  options.chips.size_um = {30, 40};
  options.chips.excluded = {{80, 86, 190, 196}, {300, 306, 180, 188}};
  options.tiling.pixel_um = {2.5, 2.5};  // 100 megapixels: 200 MB as stored, 400 MB as float
  options.optics.psf_sigma_um = 2.5;
  options.write_truth = false;
  options.tiff.compression = TiffCompression::none;
  test::TempFolder folder;
  const auto made = simulate(options, folder.path() / "scan");
  ASSERT_TRUE(made) << made.error().message();
  ASSERT_GT(made->pixels, 90'000'000);
  const std::int64_t chips = design_of(options).count_chips();
  ASSERT_GT(chips, 100'000);
  const std::int64_t peak = peak_of_inspect(folder.path() / "scan", folder.path() / "result");
  ASSERT_GT(peak, 0) << "pellucid inspect failed";
  EXPECT_LT(peak, 300'000'000 + 100 * chips);
  RecordProperty("peak_mb", static_cast<int>(peak / 1'000'000));
}

}  // namespace
}  // namespace pellucid
