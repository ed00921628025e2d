#include "gem/variables.h"

#include <cmath>
#include <utility>

namespace pellucid::gem {

void Variables::add_status(Id id, std::string name, std::string unit, std::function<Item()> read) {
  table_[id] = {VariableKind::status, std::move(name), std::move(unit), {}, std::move(read), 0, 0, {}};
}

void Variables::add_data(Id id, std::string name, std::string unit, Item empty) {
  table_[id] = {VariableKind::data, std::move(name), std::move(unit), std::move(empty), {}, 0, 0, {}};
}

void Variables::add_constant(Id id, std::string name, std::string unit, std::uint32_t initial, std::uint32_t minimum,
                             std::uint32_t maximum) {
  const Item value = Item::u4(initial);
  table_[id] = {
      VariableKind::constant, std::move(name), std::move(unit), value, {}, double(minimum), double(maximum), value};
}

const Variable* Variables::find(Id id) const {
  const auto found = table_.find(id);
  return found == table_.end() ? nullptr : &found->second;
}

bool Variables::is(Id id, VariableKind kind) const {
  const Variable* variable = find(id);
  return variable != nullptr && variable->kind == kind;
}

Item Variables::value(Id id) const {
  const Variable* variable = find(id);
  if (variable == nullptr) return Item::list();
  return variable->read ? variable->read() : variable->value;
}

std::uint32_t Variables::constant(Id id) const {
  return static_cast<std::uint32_t>(value(id).id().value_or(0));
}

void Variables::set_data(Id id, Item value) {
  if (is(id, VariableKind::data)) table_[id].value = std::move(value);
}

std::uint8_t Variables::check_constant(Id id, const Item& value) const {
  if (!is(id, VariableKind::constant)) return 1;
  const auto number = value.number();
  const Variable& variable = *find(id);
  const bool fits =
      number && std::floor(*number) == *number && *number >= variable.minimum && *number <= variable.maximum;
  return fits ? 0 : 3;
}

void Variables::set_constant(Id id, const Item& value) {
  table_[id].value = Item::u4(static_cast<std::uint32_t>(*value.number()));
}

std::vector<Id> Variables::ids(VariableKind kind) const {
  std::vector<Id> ids;
  for (const auto& [id, variable] : table_) {
    if (variable.kind == kind) ids.push_back(id);
  }
  return ids;
}

std::optional<std::vector<Id>> ids_of(const Item& item) {
  if (const auto* array = std::get_if<std::vector<std::uint64_t>>(&item.values())) return *array;
  if (!item.is_list()) return std::nullopt;
  std::vector<Id> ids;
  for (const Item& element : item.items()) {
    const auto id = element.id();
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

Item id_list(const std::vector<Id>& ids) {
  Item::List items;
  for (const Id id : ids) items.push_back(id_item(id));
  return Item::list(std::move(items));
}

}  // namespace pellucid::gem
