#include "core/measure/profile.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace pellucid {

ProfileAxis::ProfileAxis(double half_px, std::vector<float> values)
    : half_px_(std::ceil(half_px)), values_(std::move(values)) {}

int ProfileAxis::value_count(double half_px) {
  return 2 * static_cast<int>(std::ceil(half_px)) * kSteps + 1;
}

void ProfileAxis::sample(double first_px, std::int64_t count, std::vector<float>& out) const {
  out.assign(static_cast<std::size_t>(count), 0.F);
  const double position = (first_px + half_px_) * kSteps;
  const double below = std::floor(position);
  const auto f = static_cast<float>(position - below);
  const auto last = static_cast<std::int64_t>(values_.size()) - 1;
  auto i = static_cast<std::int64_t>(below);
  for (float& value : out) {  // a pixel is a whole number of steps: the fraction stays
    if (i >= 0 && i < last)
      value = (1 - f) * values_[static_cast<std::size_t>(i)] + f * values_[static_cast<std::size_t>(i) + 1];
    i += kSteps;
  }
}

double ProfileAxis::integral() const {
  return std::accumulate(values_.begin(), values_.end(), 0.0) / kSteps;
}

void ProfileAxis::scale(double factor) {
  for (float& v : values_) v = static_cast<float>(v * factor);
}

double ProfileAxis::centroid(double half_px) const {
  double moment = 0, total = 0;
  for (double d = -half_px; d <= half_px; d += 1.0 / kSteps) {
    const double light = std::max(0.0, at(d));
    moment += d * light;
    total += light;
  }
  return total > 0 ? moment / total : 0;
}

ProfileAxis ProfileAxis::recentred(double offset_px) const {
  ProfileAxis moved = *this;
  for (std::size_t i = 0; i < moved.values_.size(); ++i) {
    moved.values_[i] = static_cast<float>(at(static_cast<double>(i) / kSteps - half_px_ + offset_px));
  }
  return moved;
}

double ChipProfile::at(double dx_px, double dy_px) const {
  double sum = 0;
  for (const ProfileComponent& c : components) sum += c.x.at(dx_px) * c.y.at(dy_px);
  return sum;
}

void ChipProfile::normalize() {
  double total = 0;
  for (const ProfileComponent& c : components) total += c.x.integral() * c.y.integral();
  for (ProfileComponent& c : components) c.x.scale(1 / total);
}

namespace {

ProfileAxis blurred_box(double size_px, double sigma_px, double half_px) {
  const int n = ProfileAxis::value_count(half_px);
  std::vector<float> values(static_cast<std::size_t>(n));
  const double scale = 1 / (sigma_px * std::numbers::sqrt2);
  for (int i = 0; i < n; ++i) {
    const double d = (i - n / 2) / static_cast<double>(ProfileAxis::kSteps);
    values[static_cast<std::size_t>(i)] =
        static_cast<float>(0.5 * (std::erf((d + size_px / 2) * scale) - std::erf((d - size_px / 2) * scale)));
  }
  return {half_px, std::move(values)};
}

}  // namespace

ChipProfile blurred_rectangle(double mesa_x_px, double mesa_y_px, double sigma_px, double half_x_px, double half_y_px) {
  ChipProfile profile;
  profile.components.push_back(
      {blurred_box(mesa_x_px, sigma_px, half_x_px), blurred_box(mesa_y_px, sigma_px, half_y_px)});
  profile.normalize();
  return profile;
}

}  // namespace pellucid
