#include "gem/reports.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace pellucid::gem {
namespace {

constexpr std::size_t kMaxReports = 1000, kMaxVariables = 1000;

using Assignment = std::pair<Id, std::vector<Id>>;

/// {DATAID, {{id, {id, ...}}, ...}}: the form of S2F33 and S2F35.
std::optional<std::vector<Assignment>> assignments_of(const Item& request) {
  if (request.items().size() != 2 || !request.items()[0].id() || !request.items()[1].is_list()) return std::nullopt;
  std::vector<Assignment> assignments;
  for (const Item& entry : request.items()[1].items()) {
    if (entry.items().size() != 2) return std::nullopt;
    const auto id = entry.items()[0].id();
    auto ids = ids_of(entry.items()[1]);
    if (!id || !ids) return std::nullopt;
    assignments.emplace_back(*id, std::move(*ids));
  }
  return assignments;
}

}  // namespace

std::vector<Id> Reports::event_ids() const {
  std::vector<Id> ids;
  for (const auto& [id, event] : events_) ids.push_back(id);
  return ids;
}

std::vector<Id> Reports::enabled_events() const {
  std::vector<Id> ids = event_ids();
  std::erase_if(ids, [this](Id id) { return !is_enabled(id); });
  return ids;
}

bool Reports::is_enabled(Id id) const {
  const auto found = events_.find(id);
  return found != events_.end() && found->second.enabled;
}

std::uint8_t Reports::define(const Item& request) {
  const auto wanted = assignments_of(request);
  if (!wanted) return kMalformed;
  if (wanted->empty()) {
    reports_.clear();
    for (auto& [id, event] : events_) event.reports.clear();
    return 0;
  }
  auto reports = reports_;
  for (const auto& [report, variables] : *wanted) {
    if (variables.empty()) {
      reports.erase(report);
      continue;
    }
    if (reports.contains(report)) return 3;
    if (!std::ranges::all_of(variables, [this](Id id) { return variables_.knows(id); })) return 4;
    if (reports.size() >= kMaxReports || variables.size() > kMaxVariables) return 1;
    reports[report] = variables;
  }
  reports_ = std::move(reports);
  for (auto& [id, event] : events_) {
    std::erase_if(event.reports, [this](Id report) { return !reports_.contains(report); });
  }
  return 0;
}

std::uint8_t Reports::link(const Item& request) {
  const auto wanted = assignments_of(request);
  if (!wanted) return kMalformed;
  auto events = events_;
  for (const auto& [id, reports] : *wanted) {
    const auto event = events.find(id);
    if (event == events.end()) return 4;
    if (!reports.empty() && !event->second.reports.empty()) return 3;
    if (!std::ranges::all_of(reports, [this](Id report) { return reports_.contains(report); })) return 5;
    if (reports.size() > kMaxReports) return 1;
    event->second.reports = reports;
  }
  events_ = std::move(events);
  return 0;
}

std::uint8_t Reports::enable(const Item& request) {
  if (request.items().size() != 2) return kMalformed;
  const auto on = request.items()[0].truth();
  auto ids = ids_of(request.items()[1]);
  if (!on || !ids) return kMalformed;
  if (!std::ranges::all_of(*ids, [this](Id id) { return knows_event(id); })) return 1;
  if (ids->empty()) ids = event_ids();
  for (const Id id : *ids) events_[id].enabled = *on;
  return 0;
}

Item Reports::event_report(Id event, std::uint32_t data_id) const {
  Item::List reports;
  const auto found = events_.find(event);
  if (found != events_.end()) {
    for (const Id report : found->second.reports) {
      reports.push_back(Item::list({id_item(report), report_values(report, false)}));
    }
  }
  return Item::list({Item::u4(data_id), id_item(event), Item::list(std::move(reports))});
}

Item Reports::report_values(Id report, bool annotated) const {
  Item::List values;
  const auto found = reports_.find(report);
  if (found == reports_.end()) return Item::list();
  for (const Id id : found->second) {
    Item value = variables_.value(id);
    values.push_back(annotated ? Item::list({id_item(id), std::move(value)}) : std::move(value));
  }
  return Item::list(std::move(values));
}

std::vector<Id> Reports::variables_of(Id event) const {
  std::vector<Id> ids;
  for (const Id report : events_.at(event).reports) {
    const auto& variables = reports_.at(report);
    ids.insert(ids.end(), variables.begin(), variables.end());
  }
  return ids;
}

}  // namespace pellucid::gem
