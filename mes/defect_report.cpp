#include "mes/defect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

constexpr double kTile_um = 4000;  // of tiles whose size nobody chose

Vec2 rotated(Vec2 p, double degrees) {
  if (degrees == 0) return p;
  const double a = degrees * std::numbers::pi / 180.0;
  return {std::cos(a) * p.x - std::sin(a) * p.y, std::sin(a) * p.x + std::cos(a) * p.y};
}

std::int32_t floor_index(double x) {
  return static_cast<std::int32_t>(std::floor(x));
}

/// Is the i-th of `all` among the `wanted` that lie evenly in them.
bool evenly_chosen(std::int64_t i, std::int64_t wanted, std::int64_t all) {
  return wanted >= all || (i + 1) * wanted / all != i * wanted / all;
}

int tile_chips(int wanted, double pitch_um) {
  return wanted > 0 ? wanted : std::max(1, static_cast<int>(kTile_um / pitch_um));
}

}  // namespace

Result<DefectReport> DefectReport::make(const ExportSubject& subject, const ExportProfile& profile) {
  DefectReport report(subject, profile);
  for (const ChipClass c : kAllClasses) {
    const ClassRule& rule = profile.rule(c);
    report.defect_[static_cast<std::size_t>(c)] = rule.defect;
    report.tested_[static_cast<std::size_t>(c)] = rule.tested;
  }
  if (auto laid = report.lay_dies(subject.wafer); !laid) return fail(laid.error());
  report.inspect_dies();
  report.fill_header(subject);
  return report;
}

Result<void> DefectReport::lay_dies(const WaferDesign& wafer) {
  if (!wafer.chips) {
    return fail(
        bad_input(mes_error::kSubject, "", "an unpatterned wafer has no dies", "a wafer with a chip grid", "none"));
  }
  grid_ = *wafer.chips;
  const auto side = side_of_mark(wafer.mark_deg);
  if (!side) {
    return fail(bad_input(mes_error::kSubject, "", "the wafer's mark is at no side of a map",
                          "mark_deg 0, 90, 180 or 270", fmt::format("{}", wafer.mark_deg)));
  }
  if (profile_.klarf.die == DieKind::field && !grid_.field) {
    return fail(bad_input(mes_error::kSubject, "", "klarf.die asks for fields, and the wafer's design has none",
                          "klarf.die: tile or auto", "field"));
  }
  header_.side = profile_.orientation.value_or(*side);
  turns_ = quarters(*side, header_.side);

  const bool fields = grid_.field && profile_.klarf.die != DieKind::tile;
  const Vec2 street = fields ? grid_.field->street_um : Vec2{};
  const int columns = fields ? grid_.field->columns : tile_chips(profile_.klarf.tile_columns, grid_.pitch_um.x);
  const int rows = fields ? grid_.field->rows : tile_chips(profile_.klarf.tile_rows, grid_.pitch_um.y);
  design_pitch_um_ = {columns * grid_.pitch_um.x + street.x, rows * grid_.pitch_um.y + street.y};
  corner_um_ = grid_.unturned_um({0, 0}) - 0.5 * grid_.pitch_um - 0.5 * street;

  // Where the grid was found beside its design: the mean of all chips, so that a file's sample centre is the true one.
  Vec2 sum;
  std::int64_t chips = 0;
  for (std::size_t i = 0; i < table_->size(); ++i) {
    const Vec2 found{table_->x_um[i], table_->y_um[i]};
    if (!std::isfinite(found.x) || !std::isfinite(found.y)) continue;
    sum = sum + rotated(found, -grid_.rotation_deg) - grid_.unturned_um({table_->column[i], table_->row[i]});
    ++chips;
  }
  if (chips > 0) offset_um_ = (1.0 / static_cast<double>(chips)) * sum;
  header_.die_pitch_um = turned_size(design_pitch_um_, turns_);
  corner_turned_um_ = turned(corner_um_ + offset_um_ + 0.5 * design_pitch_um_, turns_) - 0.5 * header_.die_pitch_um;
  // Whole nanometres, so that both versions of KLARF say the same.
  const auto whole_nm = [](double um) { return std::round(um * 1000) / 1000; };
  corner_turned_um_ = {whole_nm(corner_turned_um_.x), whole_nm(corner_turned_um_.y)};
  const Vec2 size = grid_.size_um.x > 0 && grid_.size_um.y > 0 ? grid_.size_um : grid_.pitch_um;
  size_um_ = turned_size(size, turns_);
  return {};
}

ChipIndex DefectReport::die_of(std::size_t row) const {
  const Vec2 at = grid_.unturned_um({table_->column[row], table_->row[row]}) - corner_um_;
  const Vec2 die = turned({static_cast<double>(floor_index(at.x / design_pitch_um_.x)),
                           static_cast<double>(floor_index(at.y / design_pitch_um_.y))},
                          turns_);
  return {static_cast<std::int32_t>(die.x), static_cast<std::int32_t>(die.y)};
}

Vec2 DefectReport::place_um(std::size_t row) const {
  Vec2 place = rotated({table_->x_um[row], table_->y_um[row]}, -grid_.rotation_deg);
  if (!std::isfinite(place.x) || !std::isfinite(place.y)) {
    place = grid_.unturned_um({table_->column[row], table_->row[row]}) + offset_um_;
  }
  return turned(place, turns_);
}

void DefectReport::inspect_dies() {
  ChipIndex low{INT32_MAX, INT32_MAX}, high{INT32_MIN, INT32_MIN};
  for (std::size_t i = 0; i < table_->size(); ++i) {
    const ChipIndex die = die_of(i);
    low = {std::min(low.column, die.column), std::min(low.row, die.row)};
    high = {std::max(high.column, die.column), std::max(high.row, die.row)};
  }
  if (table_->size() == 0) low = high = {0, 0};
  zero_die_ = low;
  const Origin origin = profile_.axes.origin;
  if (origin == Origin::upper_left || origin == Origin::upper_right) zero_die_.row = high.row;
  if (origin == Origin::lower_right || origin == Origin::upper_right) zero_die_.column = high.column;
  if (origin == Origin::center || origin == Origin::automatic) {
    const Vec2 corner = corner_turned_um_, pitch = header_.die_pitch_um;
    zero_die_ = {floor_index(-corner.x / pitch.x), floor_index(-corner.y / pitch.y)};
  }

  constexpr std::uint8_t kInspected = 1, kDefective = 2;
  const auto rows = static_cast<std::size_t>(std::int64_t{high.row} - low.row + 1);
  std::vector<std::uint8_t> dies(static_cast<std::size_t>(std::int64_t{high.column} - low.column + 1) * rows);
  for (std::size_t i = 0; i < table_->size(); ++i) {
    const ChipIndex die = die_of(i);
    std::uint8_t& state =
        dies[static_cast<std::size_t>(die.column - low.column) * rows + static_cast<std::size_t>(die.row - low.row)];
    const auto code = static_cast<std::size_t>(table_->chip_class[i]);
    if (tested_[code]) state |= kInspected;
    if (!is_defect(i)) continue;
    state |= kInspected | kDefective;
    ++found_;
  }
  for (std::size_t k = 0; k < dies.size(); ++k) {
    if (dies[k] == 0) continue;
    header_.plan.push_back({low.column + static_cast<std::int32_t>(k / rows) - zero_die_.column,
                            low.row + static_cast<std::int32_t>(k % rows) - zero_die_.row});
    header_.summary.defective_dies += (dies[k] & kDefective) != 0 ? 1 : 0;
  }
}

void DefectReport::fill_header(const ExportSubject& subject) {
  const auto first_of = [](const std::string& a, const std::string& b) { return klarf_id(a.empty() ? b : a); };
  header_.station = {klarf_id(profile_.station[0]), klarf_id(profile_.station[1]),
                     first_of(profile_.station[2], subject.tool_id)};
  header_.lot = first_of(profile_.lot, subject.wafer.lot);
  header_.wafer = first_of(profile_.wafer, subject.wafer.id);
  header_.device = klarf_id(profile_.device);
  header_.setup = first_of(profile_.setup, subject.recipe);
  header_.step = first_of(profile_.step, "PL");
  header_.time = KlarfTime::from_iso(subject.acquired_at);
  header_.year_digits = profile_.klarf.year_digits;
  header_.diameter_mm = subject.wafer.diameter_mm;
  header_.mark = subject.wafer.mark;
  header_.slot = subject.wafer.slot.value_or(0);
  header_.reviewed = !reviewed_.empty();
  const Vec2 pitch = header_.die_pitch_um;
  header_.sample_center_um = {-(corner_turned_um_.x + zero_die_.column * pitch.x),
                              -(corner_turned_um_.y + zero_die_.row * pitch.y)};
  for (const ClassRule& rule : profile_.classes) {
    const auto same = [&](const KlarfClass& c) { return c.number == rule.number; };
    if ((rule.tested || rule.defect) && std::ranges::none_of(header_.classes, same)) {
      header_.classes.push_back({rule.number, klarf_id(rule.name)});
    }
  }
  std::ranges::sort(header_.classes, {}, &KlarfClass::number);

  const auto dies = static_cast<std::int64_t>(header_.plan.size());
  constexpr double kUm2_per_cm2 = 1e8;
  header_.area_um2 = static_cast<double>(dies) * pitch.x * pitch.y;
  header_.summary.dies = dies;
  header_.summary.defects = found_;
  header_.summary.density_per_cm2 = dies > 0 ? static_cast<double>(found_) / (header_.area_um2 / kUm2_per_cm2) : 0;

  const std::int64_t most = profile_.klarf.max_defects;
  listed_ = most > 0 ? std::min(most, found_) : found_;
  const std::int64_t pictures = std::min<std::int64_t>(profile_.klarf.thumbnails, listed_);
  if (pictures == 0) return;
  std::int64_t seen = 0, taken = 0;
  for (std::size_t i = 0; i < table_->size(); ++i) {
    if (!is_defect(i) || !evenly_chosen(seen++, listed_, found_)) continue;
    if (evenly_chosen(taken++, pictures, listed_)) pictured_.push_back(i);
  }
}

const ReviewedRow* DefectReport::reviewed(std::size_t row) const {
  if (reviewed_.empty()) return nullptr;
  const auto at = std::ranges::lower_bound(reviewed_, row, {}, &ReviewedRow::row);
  return at != reviewed_.end() && at->row == row ? &*at : nullptr;
}

void DefectReport::set_pictures(std::vector<std::size_t> rows, std::string folder) {
  with_picture_ = std::move(rows);
  picture_folder_ = std::move(folder);
}

std::string DefectReport::picture_name(std::size_t row) {
  return fmt::format("D{:08}.png", row);
}

KlarfDefect DefectReport::defect(std::size_t row, std::int64_t id) const {
  constexpr double kNm_per_um = 1000;
  const ChipIndex die = die_of(row);
  const Vec2 place = place_um(row), pitch = header_.die_pitch_um;
  KlarfDefect d;
  d.id = id;
  d.x_index = die.column - zero_die_.column;
  d.y_index = die.row - zero_die_.row;
  d.x_rel_nm = std::llround((place.x - corner_turned_um_.x - die.column * pitch.x) * kNm_per_um);
  d.y_rel_nm = std::llround((place.y - corner_turned_um_.y - die.row * pitch.y) * kNm_per_um);
  d.x_size_nm = std::llround(size_um_.x * kNm_per_um);
  d.y_size_nm = std::llround(size_um_.y * kNm_per_um);
  d.measured_class = d.class_number = profile_.rule(table_->chip_class[row]).number;
  if (const ReviewedRow* said = reviewed(row)) {
    d.review_class = profile_.rule(said->chip_class).number;
    if (use_reviewed_) d.class_number = d.review_class;
  }
  d.chip = {table_->column[row], table_->row[row]};
  return d;
}

void DefectReport::for_each(const DefectVisitor& visitor) const {
  std::int64_t seen = 0, id = 0;
  for (std::size_t i = 0; i < table_->size(); ++i) {
    if (!is_defect(i) || !evenly_chosen(seen++, listed_, found_)) continue;
    ++id;
    if (!std::ranges::binary_search(with_picture_, i)) visitor(defect(i, id));
  }
  if (with_picture_.empty()) return;
  seen = id = 0;
  for (std::size_t i = 0; i < table_->size(); ++i) {
    if (!is_defect(i) || !evenly_chosen(seen++, listed_, found_)) continue;
    ++id;
    if (!std::ranges::binary_search(with_picture_, i)) continue;
    KlarfDefect d = defect(i, id);
    d.image = picture_folder_ + picture_name(i);
    visitor(d);
  }
}

}  // namespace pellucid::mes
