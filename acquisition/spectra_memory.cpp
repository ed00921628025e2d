#include <algorithm>

#include "acquisition/spectra_file.h"

namespace pellucid {
namespace {

class MemorySpectra : public SpectraSource {
 public:
  MemorySpectra(SpectrumAxis axis, std::vector<float> counts, bool counted)
      : axis_(std::move(axis)), counts_(std::move(counts)), counted_(counted) {}

  [[nodiscard]] const SpectrumAxis& axis() const override { return axis_; }
  [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(counts_.size() / axis_.size()); }
  [[nodiscard]] bool counted() const override { return counted_; }
  Result<void> read(std::int64_t first, std::int64_t count, std::span<float> to) override {
    const auto n = static_cast<std::int64_t>(axis_.size());
    std::copy_n(counts_.begin() + first * n, count * n, to.begin());
    return {};
  }

 private:
  SpectrumAxis axis_;
  std::vector<float> counts_;
  bool counted_;
};

}  // namespace

std::unique_ptr<SpectraSource> spectra_in_memory(SpectrumAxis axis, std::vector<float> counts, bool counted) {
  return std::make_unique<MemorySpectra>(std::move(axis), std::move(counts), counted);
}

}  // namespace pellucid
