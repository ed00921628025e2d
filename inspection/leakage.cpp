#include "inspection/leakage.h"

#include <algorithm>
#include <vector>

#include "core/leakage/judge_leakage.h"
#include "core/leakage/leak_reference.h"

namespace pellucid {
namespace {

const LayerGeometry* geometry_of(const ResultData& data, const std::string& layer) {
  const auto found = std::ranges::find(data.layers, layer, &LayerGeometry::name);
  return found == data.layers.end() ? nullptr : &*found;
}

/// PL layers of the table whose power the manifest tells.
std::vector<PowerLayer> powers_of(const ResultData& data) {
  std::vector<PowerLayer> powers;
  for (std::size_t i = 0; i < data.table.layers.size(); ++i) {
    const LayerGeometry* layer = geometry_of(data, data.table.layers[i].layer);
    if (layer == nullptr || layer->kind != LayerKind::photoluminescence || !layer->excitation) continue;
    const double power = layer->excitation->power_at_wafer_w_cm2();
    if (power > 0) powers.push_back({i, power});
  }
  return powers;
}

}  // namespace

std::vector<std::string> find_leaks(ResultData& data, const LeakOptions& options, const Progress& progress,
                                    const std::stop_token& stop) {
  const std::vector<PowerLayer> powers = powers_of(data);
  if (powers.size() < 2) {
    if (options.r_sh_limit_ohm) {
      return {"the recipe asks for a shunt limit, but PL was measured at one power: leakage is not judged, add OD 1.0"};
    }
    return {};
  }
  report(progress, "leakage", 0);
  const Vec2 mesa_um = data.wafer.chips->size_um;
  const LayerGeometry* first = geometry_of(data, data.table.layers[powers.front().layer].layer);
  const auto shunt = shunt_scale(options, first->excitation->wavelength_nm, mesa_um.x * mesa_um.y);
  data.leak = judge_leakage(data.table, powers, shunt, options, stop);
  return data.leak->warnings;
}

}  // namespace pellucid
