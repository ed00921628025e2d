// Reduced wafer maps: S12F1 (set up), S12F5 (may I send), S12F9 (the map), one after another, each when the one before
// was granted. The full table of chips never goes this way: DefectMapReady names its file.
#include "gem/equipment.h"

namespace pellucid::gem {
namespace {

constexpr std::uint8_t kWafer = 0;  // IDTYP

bool is_granted(const Message& reply) {
  const auto code = reply.item ? reply.item->bytes() : std::nullopt;
  return code == std::string(1, '\0');
}

}  // namespace

void Equipment::send_map(const ReducedMap& map) {
  const bool online = control_ == ControlState::local || control_ == ControlState::remote;
  if (!online || !is_communicating() || map_system_ != 0) return log_("a reduced map was not sent: no host, or busy");
  map_ = map;
  const Item::List setup{Item::ascii(map.wafer),
                         Item::byte(kWafer),
                         Item::u2(0),          // FNLOC: notch down
                         Item::u2(0),          // FFROT
                         Item::byte(2),        // ORLOC: upper left
                         Item::u1(0),          // RPSEL
                         Item::list(),         // reference points: none
                         Item::ascii("cell"),  // DUTMS
                         Item::f8(1),          // XDIES
                         Item::f8(1),          // YDIES
                         Item::u4(map.rows),
                         Item::u4(map.columns),
                         Item::ascii("0"),                                       // NULBC: bins of cells without a chip
                         Item::u4(static_cast<std::uint32_t>(map.bins.size())),  // PRDCT
                         Item::byte(0)};  // PRAXI: rows, left to right, downwards
  session_.send(12, 1, true, Item::list(setup), now_, &map_system_);
}

void Equipment::on_map_reply(const Message& reply) {
  map_system_ = 0;
  if (!map_ || !is_granted(reply)) {
    if (reply.function != 10) log_("the host does not want the reduced map");
    map_.reset();
    return;
  }
  const Item wafer = Item::ascii(map_->wafer), type = Item::byte(kWafer);
  if (reply.function == 2) {
    const Item inquiry = Item::list({wafer, type, Item::byte(2),  // MAPFT: array
                                     Item::u4(static_cast<std::uint32_t>(map_->bins.size()))});
    session_.send(12, 5, true, inquiry, now_, &map_system_);
  } else if (reply.function == 6) {
    const Item start(Format::i4, std::vector<std::int64_t>{0, 0});
    session_.send(12, 9, true, Item::list({wafer, type, start, Item::ascii(map_->bins)}), now_, &map_system_);
    map_.reset();
  }
}

}  // namespace pellucid::gem
