/// Status variables, data variables and equipment constants under one table of numbers. From one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gem/ids.h"
#include "gem/item.h"

namespace pellucid::gem {

enum class VariableKind : std::uint8_t { status, data, constant };

struct Variable {
  VariableKind kind = VariableKind::status;
  std::string name, unit;
  Item value;                       ///< of data and constants; of a status, what `read` would give at first
  std::function<Item()> read;       ///< status only; may be empty
  double minimum = 0, maximum = 0;  ///< constants only, both allowed
  Item initial;                     ///< constants only
};

class Variables {
 public:
  void add_status(Id id, std::string name, std::string unit, std::function<Item()> read);
  void add_data(Id id, std::string name, std::string unit, Item empty);
  /// A whole number from minimum to maximum.
  void add_constant(Id id, std::string name, std::string unit, std::uint32_t initial, std::uint32_t minimum,
                    std::uint32_t maximum);

  [[nodiscard]] bool knows(Id id) const { return table_.contains(id); }
  [[nodiscard]] bool is(Id id, VariableKind kind) const;
  /// The value of now; an empty list where there is no such variable, as hosts expect.
  [[nodiscard]] Item value(Id id) const;
  [[nodiscard]] std::uint32_t constant(Id id) const;
  void set_data(Id id, Item value);
  /// EAC of S2F16: 0 taken, 1 no such constant, 3 out of range.
  [[nodiscard]] std::uint8_t check_constant(Id id, const Item& value) const;
  void set_constant(Id id, const Item& value);

  [[nodiscard]] std::vector<Id> ids(VariableKind kind) const;
  /// nullptr where there is none.
  [[nodiscard]] const Variable* find(Id id) const;

 private:
  std::map<Id, Variable> table_;
};

/// The ids of a list of single numbers, or of one array of numbers; nothing where it is neither.
[[nodiscard]] std::optional<std::vector<Id>> ids_of(const Item& item);
/// An id as the equipment writes it: U4.
[[nodiscard]] inline Item id_item(Id id) {
  return Item::u4(static_cast<std::uint32_t>(id));
}
[[nodiscard]] Item id_list(const std::vector<Id>& ids);

}  // namespace pellucid::gem
