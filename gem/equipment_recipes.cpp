// Process programs are recipes: stream 7.
#include <algorithm>
#include <cctype>

#include "gem/equipment.h"

namespace pellucid::gem {
namespace {

constexpr std::size_t kMaxRecipeBytes = 1 << 20;

namespace ack {  // ACKC7
constexpr std::uint8_t kDone = 0, kNotGranted = 1, kLength = 2, kNotFound = 4, kRefused = 5;
}

enum Change : std::uint8_t { kCreated = 1, kEdited = 2, kDeleted = 3 };  // PPChangeStatus

}  // namespace

bool is_recipe_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '-' || c == '_' || c == '.'); };
  return !name.empty() && name.size() <= 80 && name.front() != '.' && std::ranges::all_of(name, fits);
}

Equipment::Answer Equipment::s7f1(const Item& request) {
  const auto name = request.items().size() == 2 ? request.items()[0].text() : std::nullopt;
  const auto length = name ? request.items()[1].id() : std::nullopt;
  if (!length) return std::nullopt;
  if (!is_recipe_name(*name)) return Item::byte(3);
  if (*length > kMaxRecipeBytes) return Item::byte(2);
  return Item::byte(control_ == ControlState::remote ? 0 : 5);
}

Equipment::Answer Equipment::s7f3(const Item& request) {
  const auto name = request.items().size() == 2 ? request.items()[0].text() : std::nullopt;
  const auto text = name ? request.items()[1].bytes() : std::nullopt;
  if (!text) return std::nullopt;
  if (control_ != ControlState::remote) return Item::byte(ack::kNotGranted);
  if (!is_recipe_name(*name)) return Item::byte(ack::kNotFound);
  if (text->size() > kMaxRecipeBytes) return Item::byte(ack::kLength);
  const bool is_new = !recipes_.read(*name);
  const auto written = recipes_.write(*name, *text);
  if (!written) {
    log_("recipe refused: " + written.error().message());
    return Item::byte(ack::kRefused);
  }
  report(event::kRecipeChanged,
         {{data::kChangedRecipe, Item::ascii(*name)}, {data::kRecipeChange, Item::u1(is_new ? kCreated : kEdited)}});
  return Item::byte(ack::kDone);
}

Equipment::Answer Equipment::s7f5(const Item& request) {
  const auto name = request.text();
  if (!name) return std::nullopt;
  if (!is_recipe_name(*name)) return Item::list();
  const auto text = recipes_.read(*name);
  if (!text) return Item::list();
  const bool plain = std::ranges::all_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return Item::list({Item::ascii(*name), plain ? Item::ascii(*text) : Item::binary(*text)});
}

Equipment::Answer Equipment::s7f17(const Item& request) {
  if (!request.is_list()) return std::nullopt;
  std::vector<std::string> names;
  for (const Item& item : request.items()) {
    auto name = item.text();
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  }
  if (control_ != ControlState::remote) return Item::byte(ack::kNotGranted);
  const auto known = recipes_.names();
  if (names.empty()) names = known;
  const auto is_known = [&known](const std::string& name) { return std::ranges::find(known, name) != known.end(); };
  if (!std::ranges::all_of(names, is_known)) return Item::byte(ack::kNotFound);
  for (const std::string& name : names) {
    if (!recipes_.remove(name)) return Item::byte(ack::kNotGranted);
    report(event::kRecipeChanged,
           {{data::kChangedRecipe, Item::ascii(name)}, {data::kRecipeChange, Item::u1(kDeleted)}});
  }
  return Item::byte(ack::kDone);
}

Equipment::Answer Equipment::s7f19(const Item& /*request*/) {
  Item::List names;
  for (const std::string& name : recipes_.names()) names.push_back(Item::ascii(name));
  return Item::list(std::move(names));
}

}  // namespace pellucid::gem
