#include "mes/klarf.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "mes/detail/klarf_write.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

constexpr std::int64_t kMost_nm = std::numeric_limits<std::int32_t>::max();

/// Lets every defect pass on its way to the file: adds it up, and ends the walk when asked to stop.
class Tally {
 public:
  Tally(const DefectSource& source, std::stop_token stop) : source_(source), stop_(std::move(stop)) {}

  void operator()(const DefectVisitor& visitor) {
    totals_ = {};
    source_([&](const KlarfDefect& d) {
      if (stop_.stop_requested()) return;
      too_large_ =
          too_large_ || std::max({std::abs(d.x_rel_nm), std::abs(d.y_rel_nm), d.x_size_nm, d.y_size_nm}) > kMost_nm;
      totals_.defects += 1;
      totals_.x_rel_nm += d.x_rel_nm;
      totals_.y_rel_nm += d.y_rel_nm;
      totals_.x_index += d.x_index;
      totals_.y_index += d.y_index;
      totals_.class_number += d.class_number;
      totals_.images += d.image.empty() ? 0 : 1;
      visitor(d);
    });
  }
  [[nodiscard]] const KlarfTotals& totals() const { return totals_; }
  [[nodiscard]] bool too_large() const { return too_large_; }

 private:
  const DefectSource& source_;
  std::stop_token stop_;
  KlarfTotals totals_;
  bool too_large_ = false;
};

}  // namespace

KlarfTime KlarfTime::from_iso(std::string_view text) {
  KlarfTime time;
  const auto part = [&](std::size_t at, std::size_t length, int low, int high) -> std::optional<int> {
    if (text.size() < at + length) return std::nullopt;
    int value = 0;
    const char* const end = text.data() + at + length;
    if (std::from_chars(text.data() + at, end, value).ptr != end || value < low || value > high) return std::nullopt;
    return value;
  };
  const auto year = part(0, 4, 1900, 9999), month = part(5, 2, 1, 12), day = part(8, 2, 1, 31);
  if (!year || !month || !day) return time;
  time.year = *year;
  time.month = *month;
  time.day = *day;
  time.hour = part(11, 2, 0, 23).value_or(0);
  time.minute = part(14, 2, 0, 59).value_or(0);
  time.second = part(17, 2, 0, 59).value_or(0);
  return time;
}

std::string klarf_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || code == 0x7f) continue;
    id += code <= 0x20 ? '_' : c;
  }
  return id.empty() ? "NONE" : id;
}

Result<KlarfTotals> write_klarf(KlarfVersion version, const KlarfHeader& header, std::int64_t defects,
                                const DefectSource& source, TextSink& sink, const std::stop_token& stop) {
  Tally tally(source, stop);
  const DefectSource counted = [&tally](const DefectVisitor& visitor) { tally(visitor); };
  if (version == KlarfVersion::v1_2) {
    detail::write_klarf12(header, counted, sink);
  } else {
    detail::write_klarf18(header, defects, counted, sink);
  }
  if (stop.stop_requested()) return fail(cancelled());
  if (tally.too_large()) {
    return fail(bad_input(mes_error::kSubject, "", "a position within a die does not fit a KLARF",
                          fmt::format("at most {} nm", kMost_nm), "more: choose smaller tiles"));
  }
  return tally.totals();
}

namespace detail {

std::string klarf_date(const KlarfTime& time, int year_digits) {
  const std::string year = fmt::format("{:04}", time.year);
  return fmt::format("{:02}-{:02}-{}", time.month, time.day, year_digits == 2 ? year.substr(2) : year);
}

std::string klarf_clock(const KlarfTime& time) {
  return fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
}

}  // namespace detail
}  // namespace pellucid::mes
