#include "gem/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "gem/big_endian.h"

namespace pellucid::gem {
namespace {

// The file: eight bytes of magic, eight that say where the oldest record begins, then records: four bytes of length,
// stream, function, text.
constexpr std::string_view kMagic = "PLSPOOL1";
constexpr std::uint64_t kFirst = 16;
constexpr std::size_t kLengthBytes = 4;
constexpr std::uint64_t kFreedAtOnce = 1 << 20;

Error spool_error(const std::filesystem::path& file) {
  return internal_error("gem.spool", file.string(), std::error_code(errno, std::generic_category()).message());
}

bool read_at(int file, std::uint64_t at, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

bool write_at(int file, std::uint64_t at, std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::open(const std::filesystem::path& file, SpoolLimits limits) {
  std::unique_ptr<Spool> spool(new Spool(limits));
  const auto taken = spool->take_up(file);
  if (!taken) return fail(taken.error());
  return spool;
}

Spool::~Spool() {
  if (file_ < 0) return;
  sync();
  ::close(file_);
}

Result<void> Spool::take_up(const std::filesystem::path& file) {
  file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat facts {};
  if (file_ < 0 || fstat(file_, &facts) != 0) return fail(spool_error(file));
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  std::string head(kFirst, '\0');
  const bool whole = size >= kFirst && read_at(file_, 0, head) && head.starts_with(kMagic);
  if (!whole && size > kFirst) {
    return fail(bad_input("gem.spool", file.string(), "is no spool file", std::string(kMagic), ""));
  }
  end_ = whole ? big_endian(std::string_view(head).substr(kMagic.size())) : kFirst;
  if (end_ < kFirst || end_ > size) end_ = kFirst;
  std::string length(kLengthBytes, '\0');
  while (end_ + kLengthBytes <= size && read_at(file_, end_, length)) {
    const auto bytes = static_cast<std::uint32_t>(big_endian(length));
    if (bytes < 2 || end_ + kLengthBytes + bytes > size) break;
    records_.push_back({end_ + kLengthBytes, bytes});
    end_ += kLengthBytes + bytes;
  }
  total_ = records_.size();
  freed_ = kFirst;
  if (ftruncate(file_, static_cast<off_t>(end_)) != 0 || !write_head()) return fail(spool_error(file));
  return {};
}

bool Spool::write_head() {
  std::string head(kMagic);
  append_big_endian(head, records_.empty() ? end_ : records_.front().at - kLengthBytes, 8);
  changed_ = true;
  return write_at(file_, 0, head);
}

bool Spool::push(const SpooledMessage& message) {
  ++total_;
  const std::size_t bytes = 2 + message.text.size();
  const auto is_full = [&] {
    return records_.size() >= limits_.max_messages ||
           end_ - (records_.empty() ? kFirst : records_.front().at) + bytes > limits_.max_bytes;
  };
  while (limits_.overwrite && !records_.empty() && is_full()) pop();
  if (is_full()) return false;
  std::string record;
  append_big_endian(record, bytes, kLengthBytes);
  record += static_cast<char>(message.stream);
  record += static_cast<char>(message.function);
  record += message.text;
  if (!write_at(file_, end_, record)) return false;
  records_.push_back({end_ + kLengthBytes, static_cast<std::uint32_t>(bytes)});
  end_ += record.size();
  changed_ = true;
  return true;
}

std::optional<SpooledMessage> Spool::at(std::size_t index) const {
  if (index >= records_.size()) return std::nullopt;
  std::string bytes(records_[index].bytes, '\0');
  if (!read_at(file_, records_[index].at, bytes)) return std::nullopt;
  return SpooledMessage{static_cast<std::uint8_t>(bytes[0]), static_cast<std::uint8_t>(bytes[1]), bytes.substr(2)};
}

void Spool::pop() {
  if (records_.empty()) return;
  records_.pop_front();
  ++popped_;
  if (records_.empty()) return purge();
  write_head();
  // What was popped gives its blocks back, where the filesystem can do that: a spool that is never empty stays small.
  const std::uint64_t gone = records_.front().at - kLengthBytes;
  if (gone - freed_ < kFreedAtOnce) return;
  if (fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, kFirst, static_cast<off_t>(gone - kFirst)) == 0) {
    freed_ = gone;
  }
}

void Spool::purge() {
  records_.clear();
  end_ = freed_ = kFirst;
  total_ = 0;
  // Cut first: after a crash between the two the head points behind the end, which take_up() knows as empty.
  if (ftruncate(file_, static_cast<off_t>(kFirst)) == 0) write_head();
}

void Spool::sync() {
  if (!changed_) return;
  fdatasync(file_);
  changed_ = false;
}

}  // namespace pellucid::gem
