#include "acquisition/read_ahead.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/uio.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::int64_t kSize = std::int64_t{4} << 20;

bool is_cached(const fs::path& path, std::int64_t offset) {
  const int file = ::open(path.c_str(), O_RDONLY);
  char byte = 0;
  const iovec to{&byte, 1};
  const bool cached = ::preadv2(file, &to, 1, offset, RWF_NOWAIT) == 1;
  ::close(file);
  return cached;
}

bool is_whole_in_memory(const fs::path& path) {
  return is_cached(path, kSize / 4) && is_cached(path, 3 * kSize / 4);
}

class Ahead : public testing::Test {
 protected:
  /// A file that the disk alone holds.
  fs::path dropped_file(const std::string& name) {
    const fs::path path = folder_.path() / name;
    std::ofstream(path) << std::string(kSize, 'x');
    const int file = ::open(path.c_str(), O_RDONLY);
    ::fsync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
    return path;
  }
  static bool comes_within(milliseconds most, const fs::path& path) {
    const auto end = std::chrono::steady_clock::now() + most;
    while (!is_whole_in_memory(path) && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(milliseconds(5));
    return is_whole_in_memory(path);
  }
  const test::TempFolder folder_;
};

TEST_F(Ahead, files_come_from_the_disk_but_not_far_before_the_reader) {
  const fs::path first = dropped_file("first"), missing = folder_.path() / "missing", second = dropped_file("second"),
                 third = dropped_file("third");
  if (is_cached(third, kSize / 2)) GTEST_SKIP() << "this file system keeps its files in memory";
  ReadAhead ahead({first, missing, second, third}, kSize);
  EXPECT_TRUE(comes_within(milliseconds(10'000), first));
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_FALSE(is_whole_in_memory(third));
  ahead.reached(0.6);
  EXPECT_TRUE(comes_within(milliseconds(10'000), third));
}

TEST_F(Ahead, ends_at_once_while_it_waits_for_its_reader) {
  const fs::path first = dropped_file("first"), second = dropped_file("second");
  const auto begin = std::chrono::steady_clock::now();
  { const ReadAhead ahead({first, second, second}, 1); }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace pellucid
