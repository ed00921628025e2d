#include "inspection/measuring_order.h"

#include <algorithm>
#include <numeric>

namespace pellucid {

bool reflects(const LayerFiles& layer) {
  return layer.geometry.kind == LayerKind::reflectance;
}

std::vector<std::size_t> measuring_order(const Scan& scan) {
  std::vector<std::size_t> order(scan.layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_partition(order.begin(), order.end(), [first = true, &scan](std::size_t i) mutable {
    const bool lead = first && scan.layers[i].geometry.kind == LayerKind::photoluminescence;
    if (lead) first = false;
    return lead;
  });
  std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return !reflects(scan.layers[i]); });
  return order;
}

}  // namespace pellucid
