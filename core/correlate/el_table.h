/// The electrical/EL test of the same wafer, as the tester wrote it. Its (column, row) need not be ours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pellucid {

struct ElTable {
  std::string path;  ///< for messages
  std::vector<std::int32_t> column, row;
  std::vector<float> intensity, vf_v, ir_ua, wld_nm;  ///< NaN where absent
  std::vector<std::uint8_t> pass;                     ///< 0 or 1
  [[nodiscard]] std::size_t size() const { return column.size(); }
};

}  // namespace pellucid
