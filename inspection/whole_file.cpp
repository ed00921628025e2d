#include "inspection/whole_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace pellucid {
namespace {

tl::unexpected<Error> write_failed(const std::filesystem::path& path, int reason) {
  return fail(
      internal_error("inspection.write", path.string(), std::string("cannot be written: ") + std::strerror(reason)));
}

}  // namespace

WholeFile::WholeFile(std::filesystem::path path) : path_(std::move(path)), temporary_(path_) {
  temporary_ += ".tmp" + std::to_string(getpid());
}

WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      problem_(other.problem_) {}

WholeFile::~WholeFile() {
  file_.reset();
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

Result<WholeFile> WholeFile::create(const std::filesystem::path& path, bool overwrite) {
  std::error_code problem;
  if (!overwrite && std::filesystem::exists(path, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.exists", path.string(), "exists already",
                      "a new file, or --overwrite", "a file"});
  }
  WholeFile file(path);
  file.file_.reset(std::fopen(file.temporary_.c_str(), "wbe"));
  if (!file.file_) return write_failed(path, errno);
  return file;
}

bool WholeFile::write(std::string_view text) {
  if (problem_ == 0 && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) problem_ = errno;
  return problem_ == 0;
}

Result<void> WholeFile::finish() {
  if (!file_) return problem_ == 0 ? Result<void>() : write_failed(path_, problem_);
  if (problem_ == 0 && (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0)) problem_ = errno;
  file_.reset();
  return problem_ == 0 ? Result<void>() : write_failed(path_, problem_);
}

Result<void> WholeFile::publish() {
  if (auto finished = finish(); !finished) return finished;
  std::error_code problem;
  std::filesystem::rename(temporary_, path_, problem);
  if (problem) return write_failed(path_, problem.value());
  temporary_.clear();
  return {};
}

Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text, bool overwrite) {
  auto file = WholeFile::create(path, overwrite);
  if (!file) return fail(file.error());
  file->write(text);
  return file->publish();
}

}  // namespace pellucid
