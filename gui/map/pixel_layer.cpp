#include "gui/map/pixel_layer.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

constexpr double kFirstSeen_px = 16, kFullySeen_px = 32;  // pitch on the screen
constexpr double kMargin = 0.3;                           // read beyond the view, of its size

WaferRect bounds_in_wafer(const Affine2& wafer_from_design, Vec2 low, Vec2 high) {
  WaferRect rect{{1e300, 1e300}, {-1e300, -1e300}};
  for (const Vec2 corner : {low, high, Vec2{low.x, high.y}, Vec2{high.x, low.y}}) {
    const Vec2 p = wafer_from_design(corner);
    rect.low = {std::min(rect.low.x, p.x), std::min(rect.low.y, p.y)};
    rect.high = {std::max(rect.high.x, p.x), std::max(rect.high.y, p.y)};
  }
  return rect;
}

}  // namespace

bool PixelLayer::Area::covers(const Area& other) const {
  return low.x <= other.low.x && low.y <= other.low.y && high.x >= other.high.x && high.y >= other.high.y;
}

PixelLayer::PixelLayer(Session& session, QObject* parent) : QObject(parent), session_(session) {
  connect(&session_, &Session::opened, this, &PixelLayer::open);
}

void PixelLayer::forget() {
  ++ticket_;
  reading_ = false;
  image_ = {};
  covered_.reset();
  low_ = high_ = 0;
}

void PixelLayer::open() {
  forget();
  pixels_.reset();
  why_.clear();
  layer_.clear();
  Q_EMIT available_changed();
  if (!session_.wafer()) return;
  in_background(
      this, reading_pool(),
      [folder = session_.wafer()->folder()]() -> Result<std::shared_ptr<const ResultPixels>> {
        auto opened = ResultPixels::open(folder);
        if (!opened) return fail(opened.error());
        return std::make_shared<const ResultPixels>(std::move(*opened));
      },
      [this, ticket = ticket_](Result<std::shared_ptr<const ResultPixels>> opened) {
        if (ticket != ticket_) return;
        if (opened) {
          pixels_ = std::move(*opened);
          layer_ = QString::fromStdString(pixels_->layers().front());
        } else {
          why_ = QString::fromStdString(opened.error().message());
        }
        Q_EMIT available_changed();
        Q_EMIT changed();
      });
}

QStringList PixelLayer::layers() const {
  QStringList names;
  if (pixels_) {
    for (const std::string& name : pixels_->layers()) names << QString::fromStdString(name);
  }
  return names;
}

void PixelLayer::set_on(bool on) {
  on_ = on;
  Q_EMIT changed();
}

void PixelLayer::set_layer(const QString& layer) {
  if (layer == layer_) return;
  layer_ = layer;
  forget();
  Q_EMIT changed();
}

void PixelLayer::set_kind(PixelKind kind) {
  if (kind == kind_) return;
  kind_ = kind;
  forget();
  Q_EMIT changed();
}

double PixelLayer::opacity(const Viewport& view) const {
  if (!on_ || !pixels_) return 0;
  const ChipGrid& chips = session_.wafer()->chips();
  const double pitch_px = std::min(chips.pitch_um.x, chips.pitch_um.y) / view.um_per_px;
  return std::clamp((pitch_px - kFirstSeen_px) / (kFullySeen_px - kFirstSeen_px), 0.0, 1.0);
}

PixelLayer::Area PixelLayer::seen(const Viewport& view, QSizeF size) {
  return {view.to_um({0, size.height()}, size), view.to_um({size.width(), 0}, size)};
}

bool PixelLayer::is_complete(const Viewport& view, QSizeF size) const {
  return opacity(view) == 0 || (covered_ && covered_->covers(seen(view, size)));
}

void PixelLayer::paint(QPainter& painter, const Viewport& view, QSizeF size) {
  const double opaque = opacity(view);
  if (opaque == 0) return;
  const Area area = seen(view, size);
  if (!covered_ || !covered_->covers(area)) request(area);
  if (image_.isNull()) return;
  // Image pixels -> wafer frame -> unturned design frame -> the screen: straight lines all the way.
  const Affine2 design_from_wafer = session_.wafer()->wafer_from_design().inverse();
  const auto on_screen = [&](double x, double y) {
    return view.to_px(design_from_wafer({corner_um_.x + x * pixel_um_.x, corner_um_.y - y * pixel_um_.y}), size);
  };
  const QPointF origin = on_screen(0, 0), right = on_screen(1, 0) - origin, down = on_screen(0, 1) - origin;
  painter.save();
  painter.setOpacity(opaque);
  painter.setTransform(QTransform(right.x(), right.y(), down.x(), down.y(), origin.x(), origin.y()), true);
  painter.drawImage(QPointF(0, 0), image_);
  painter.restore();
}

void PixelLayer::request(const Area& seen_area) {
  if (reading_) return;  // asks again when the answer is drawn
  reading_ = true;
  const Vec2 margin = kMargin * (seen_area.high - seen_area.low);
  const Area wanted{seen_area.low - margin, seen_area.high + margin};
  const WaferRect rect = bounds_in_wafer(session_.wafer()->wafer_from_design(), wanted.low, wanted.high);
  in_background(
      this, reading_pool(),
      [pixels = pixels_, layer = layer_.toStdString(), rect, kind = kind_] { return pixels->read(layer, rect, kind); },
      [this, wanted, ticket = ticket_](const Result<PixelPatch>& patch) {
        if (ticket != ticket_) return;
        reading_ = false;
        covered_ = wanted;  // also where there is nothing to show: no second try
        if (patch) {
          take(*patch);
        } else {
          image_ = {};
          why_ = QString::fromStdString(patch.error().message());
        }
        Q_EMIT changed();
      });
}

void PixelLayer::take(const PixelPatch& patch) {
  std::vector<float> sample;
  const std::size_t step = std::max<std::size_t>(1, patch.values.size() / 100'000);
  for (std::size_t i = 0; i < patch.values.size(); i += step) {
    if (std::isfinite(patch.values[i])) sample.push_back(patch.values[i]);
  }
  if (!sample.empty()) {
    std::ranges::sort(sample);
    const float low = sample[sample.size() / 200], high = sample[sample.size() - 1 - sample.size() / 500];
    low_ = low_ < high_ ? std::min(low_, low) : low;
    high_ = std::max(high_, std::max(high, low_ + 1));
  }
  const std::vector<std::uint8_t> grey = grey_levels(patch, low_, high_);
  image_ = QImage(grey.data(), static_cast<int>(patch.width), static_cast<int>(patch.height),
                  static_cast<qsizetype>(patch.width), QImage::Format_Grayscale8)
               .copy();
  corner_um_ = patch.corner_um;
  pixel_um_ = patch.pixel_um;
}

}  // namespace pellucid::gui
