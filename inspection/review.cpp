#include "inspection/review.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "results/summary.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kSchema = "pellucid.review/1";
constexpr std::array kVerdicts{ReviewVerdict::confirm, ReviewVerdict::reclassify, ReviewVerdict::comment,
                               ReviewVerdict::undo};

using Place = std::pair<std::int32_t, std::int32_t>;  // row, column: the order of the chip table
Place place_of(ChipIndex chip) {
  return {chip.row, chip.column};
}

Error usage(std::string_view what, std::string_view expected, const std::string& found) {
  return {ErrorKind::usage, "inspection.review", "", std::string(what), std::string(expected), found};
}

tl::unexpected<Error> write_failed(const fs::path& path, int reason) {
  return fail(
      internal_error("inspection.write", path.string(), std::string("cannot be written: ") + std::strerror(reason)));
}

std::string now_text() {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto milliseconds = now.time_since_epoch().count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                     milliseconds);
}

/// A line of the journal; whatever people type, it stays one line.
std::string line_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string header_line(const Summary& result) {
  return line_of({{"schema", kSchema},
                  {"scan_id", result.scan_id},
                  {"wafer", result.wafer.id},
                  {"manifest_sha256", result.input.manifest_sha256}});
}

std::string entry_line(const ReviewEntry& entry) {
  ordered_json object{{"when", entry.when.empty() ? now_text() : entry.when},
                      {"reviewer", entry.reviewer},
                      {"column", entry.chip.column},
                      {"row", entry.chip.row},
                      {"verdict", name_of(entry.verdict)},
                      {"measured", name_of(entry.measured)}};
  if (entry.chip_class) object["class"] = name_of(*entry.chip_class);
  if (!entry.comment.empty()) object["comment"] = entry.comment;
  return line_of(object);
}

template <class T, std::size_t N>
std::optional<T> named(const std::array<T, N>& all, const std::string& name) {
  const auto found = std::ranges::find_if(all, [&](T value) { return name_of(value) == name; });
  return found == all.end() ? std::nullopt : std::optional<T>(*found);
}

/// Nothing where the line does not say what an entry must.
std::optional<ReviewEntry> parse_entry(const json& line) {
  try {
    ReviewEntry entry;
    entry.when = line.at("when");
    entry.reviewer = line.at("reviewer");
    entry.chip = {line.at("column"), line.at("row")};
    const auto verdict = named(kVerdicts, line.at("verdict"));
    const auto measured = named(kAllClasses, line.at("measured"));
    if (!verdict || !measured) return std::nullopt;
    entry.verdict = *verdict;
    entry.measured = *measured;
    if (line.contains("class")) {
      entry.chip_class = named(kAllClasses, line["class"]);
      if (!entry.chip_class) return std::nullopt;
    }
    entry.comment = line.value("comment", "");
    if (entry.verdict == ReviewVerdict::reclassify && !entry.chip_class) return std::nullopt;
    return entry;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

/// An open journal, locked as long as it lives.
class Journal {
 public:
  Journal(fs::path path, int flags, int lock) : path_(std::move(path)) {
    file_ = ::open(path_.c_str(), flags | O_CLOEXEC, 0664);
    if (file_ < 0) problem_ = errno;
    while (file_ >= 0 && ::flock(file_, lock) != 0) {
      if (errno == EINTR) continue;
      problem_ = errno;
      break;
    }
  }
  ~Journal() {
    if (file_ >= 0) ::close(file_);  // and unlocks
  }
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  [[nodiscard]] int problem() const { return problem_; }  ///< errno; 0: none
  [[nodiscard]] const fs::path& path() const { return path_; }

  [[nodiscard]] Result<std::string> text() const {
    std::string all;
    std::array<char, 1 << 16> buffer{};
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file_, buffer.data(), buffer.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        return fail(bad_input("inspection.review", path_.string(), "the review cannot be read", "a readable file",
                              std::strerror(errno)));
      if (got == 0) return all;
      all.append(buffer.data(), static_cast<std::size_t>(got));
      at += got;
    }
  }

  /// All of it, on the disk, or nothing.
  [[nodiscard]] Result<void> append(std::string_view text) {
    struct stat before {};
    if (::fstat(file_, &before) != 0) return write_failed(path_, errno);
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t put = ::write(file_, text.data() + done, text.size() - done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return take_back(before.st_size, errno);
      done += static_cast<std::size_t>(put);
    }
    if (::fsync(file_) != 0) return take_back(before.st_size, errno);
    if (before.st_size == 0) flush_folder();
    return {};
  }

 private:
  Result<void> take_back(off_t size, int reason) {
    while (::ftruncate(file_, size) != 0 && errno == EINTR) {
    }
    return write_failed(path_, reason);
  }
  /// A new file's name is on the disk as well.
  void flush_folder() const {
    const fs::path folder = path_.parent_path().empty() ? fs::path(".") : path_.parent_path();
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
  }

  fs::path path_;
  int file_ = -1, problem_ = 0;
};

Error no_journal(const fs::path& path, std::string_view what, const std::string& found) {
  return bad_input("inspection.review", path.string(), what, "a journal that begins with its schema and scan", found);
}

/// `manifest_sha256`: of the scan whose result is reviewed.
Result<Review> parse_journal(const fs::path& path, const std::string& text, const std::string& manifest_sha256) {
  Review review;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const json line = json::parse(text.begin() + static_cast<std::ptrdiff_t>(at),
                                  text.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    const bool blank = at == end;
    at = end + 1;
    if (number == 0) {
      const bool ours = line.is_object() && line.value("schema", json()) == kSchema;
      if (!ours) return fail(no_journal(path, "no review", line.is_object() ? "another schema" : "something else"));
      const json scan = line.value("manifest_sha256", json());
      if (scan != manifest_sha256)
        return fail(no_journal(path, "a review of another scan's result; move it away or give it the right name",
                               "scan.json " + scan.dump()));
      continue;
    }
    if (blank) continue;
    auto entry = parse_entry(line);
    if (entry) {
      review.entries.push_back(std::move(*entry));
    } else {
      review.warnings.push_back(
          fmt::format("{}: line {} is no entry and is left out", path.filename().string(), number + 1));
    }
  }
  review.chips = fold_review(review.entries);
  return review;
}

/// Entries of one chip that still stand, in their order.
using Standing = std::map<Place, std::vector<const ReviewEntry*>>;

/// False where there is nothing to take back.
bool take(Standing& standing, const ReviewEntry& entry) {
  std::vector<const ReviewEntry*>& words = standing[place_of(entry.chip)];
  if (entry.verdict != ReviewVerdict::undo) {
    words.push_back(&entry);
    return true;
  }
  const auto last = std::find_if(words.rbegin(), words.rend(),
                                 [&](const ReviewEntry* word) { return word->reviewer == entry.reviewer; });
  if (last == words.rend()) return false;
  words.erase(std::next(last).base());
  return true;
}

Result<void> check_entry(const ReviewEntry& entry) {
  constexpr std::size_t kLongest = 2000;
  if (entry.reviewer.empty()) return fail(usage("who says so is missing", "a reviewer's name", "none"));
  if (entry.reviewer.size() > kLongest || entry.comment.size() > kLongest)
    return fail(usage("too long a text", fmt::format("at most {} bytes", kLongest),
                      fmt::format("{}", std::max(entry.reviewer.size(), entry.comment.size()))));
  if ((entry.verdict == ReviewVerdict::reclassify) != entry.chip_class.has_value())
    return fail(usage("a new class goes with reclassify, and with nothing else", "reclassify and a class",
                      std::string(name_of(entry.verdict))));
  if (entry.verdict == ReviewVerdict::comment && entry.comment.empty())
    return fail(usage("a comment says nothing", "a text", "none"));
  return {};
}

}  // namespace

std::string_view name_of(ReviewVerdict verdict) {
  constexpr std::array<std::string_view, 4> kNames{"confirm", "reclassify", "comment", "undo"};
  return kNames[static_cast<std::size_t>(verdict)];
}

const ChipReview* Review::find(ChipIndex chip) const {
  const auto at =
      std::ranges::lower_bound(chips, place_of(chip), {}, [](const ChipReview& r) { return place_of(r.chip); });
  return at != chips.end() && at->chip == chip ? &*at : nullptr;
}

fs::path review_path(const fs::path& result) {
  fs::path folder = result.lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  if (folder.empty() || folder == "." || folder.filename() == "..") folder = fs::absolute(result).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  folder += ".review.jsonl";
  return folder;
}

Result<Review> load_review(const fs::path& result) {
  const fs::path path = review_path(result);
  const Journal journal(path, O_RDONLY, LOCK_SH);
  if (journal.problem() == ENOENT) return Review();
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  const auto text = journal.text();
  if (!text) return fail(text.error());
  if (text->empty()) return Review();
  return parse_journal(path, *text, summary->input.manifest_sha256);
}

std::vector<ChipReview> fold_review(std::span<const ReviewEntry> entries) {
  Standing standing;
  for (const ReviewEntry& entry : entries) take(standing, entry);
  std::vector<ChipReview> chips;
  for (const auto& [place, words] : standing) {
    if (words.empty()) continue;
    ChipReview& chip = chips.emplace_back();
    chip.chip = {place.second, place.first};
    chip.measured = words.back()->measured;
    chip.reviewer = words.back()->reviewer;
    chip.when = words.back()->when;
    for (const ReviewEntry* word : words) {
      if (word->verdict == ReviewVerdict::confirm) chip.chip_class = word->measured;
      if (word->verdict == ReviewVerdict::reclassify) chip.chip_class = word->chip_class;
      if (!word->comment.empty()) chip.comment = word->comment;
    }
  }
  return chips;
}

Result<void> append_review(const fs::path& result, std::span<const ReviewEntry> entries) {
  for (const ReviewEntry& entry : entries) {
    if (auto good = check_entry(entry); !good) return good;
  }
  if (entries.empty()) return {};
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  Journal journal(review_path(result), O_RDWR | O_CREAT | O_APPEND, LOCK_EX);
  if (journal.problem() != 0) return write_failed(journal.path(), journal.problem());
  const auto before = journal.text();
  if (!before) return fail(before.error());
  Review review;
  if (!before->empty()) {
    auto parsed = parse_journal(journal.path(), *before, summary->input.manifest_sha256);
    if (!parsed) return fail(parsed.error());
    review = std::move(*parsed);
  }
  Standing standing;
  for (const ReviewEntry& entry : review.entries) take(standing, entry);
  std::string text = before->empty() ? header_line(*summary) : "";
  if (!before->empty() && before->back() != '\n') text = "\n";  // a line torn by a crash ends here
  for (const ReviewEntry& entry : entries) {
    if (!take(standing, entry)) {
      return fail(usage("nothing to take back", fmt::format("a word of {} on this chip", entry.reviewer),
                        fmt::format("none on chip {},{}", entry.chip.column, entry.chip.row)));
    }
    text += entry_line(entry);
  }
  return journal.append(text);
}

std::vector<ReviewedClass> reviewed_rows(const Review& review, const ChipTable& table) {
  std::vector<ReviewedClass> rows;
  std::size_t from = 0;
  for (const ChipReview& chip : review.chips) {
    // Both are ascending: each search begins where the last ended.
    const auto indices = std::ranges::subrange(table.row.begin() + static_cast<std::ptrdiff_t>(from), table.row.end());
    const auto first = std::ranges::lower_bound(indices, chip.chip.row);
    const auto last = std::ranges::upper_bound(indices, chip.chip.row);
    const auto columns = table.column.begin();
    const auto begin = columns + (first - table.row.begin()), end = columns + (last - table.row.begin());
    const auto at = std::lower_bound(begin, end, chip.chip.column);
    if (at == end || *at != chip.chip.column) continue;
    const auto index = static_cast<std::size_t>(at - columns);
    rows.push_back({index, chip.chip_class.value_or(table.chip_class[index]), &chip});
    from = index;
  }
  return rows;
}

}  // namespace pellucid
