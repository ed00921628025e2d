#include "gui/map/tile_cache.h"

#include <QPainter>
#include <cmath>

#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

constexpr int kTiles = 400;  // 256 KB each

quint64 key_of(QPoint place) {
  return static_cast<quint64>(static_cast<quint32>(place.x())) << 32 | static_cast<quint32>(place.y());
}

}  // namespace

template <class See>
void TileCache::for_visible(const Viewport& view, QSizeF size, const See& see) const {
  const double tile_um = kTile_px * um_per_px_;
  const auto index = [tile_um](double um) { return static_cast<int>(std::floor(um / tile_um)); };
  const Vec2 low = view.to_um({0, size.height()}, size);
  const Vec2 high = view.to_um({size.width(), 0}, size);
  for (int y = index(-high.y); y <= index(-low.y); ++y) {
    for (int x = index(low.x); x <= index(high.x); ++x) see(Place(x, y));
  }
}

TileCache::TileCache(QObject* parent) : QObject(parent), tiles_(kTiles) {}

TileCache::~TileCache() {
  ++*generation_;
}

void TileCache::set_source(const TileSource& source) {
  if (source == source_) return;
  const bool other_wafer = !source.picture || !source_.picture || &source.picture->wafer() != &source_.picture->wafer();
  source_ = source;
  ++*generation_;
  asked_.clear();
  if (other_wafer) {
    tiles_.clear();
    backdrop_ = {};
  }
  Q_EMIT changed();
}

void TileCache::paint(QPainter& painter, const Viewport& view, QSizeF size, double ratio) {
  complete_ = false;
  if (!source_.picture) return;
  const double um_per_px = view.um_per_px / ratio;
  if (um_per_px != um_per_px_) {
    um_per_px_ = um_per_px;
    ++*generation_;
    asked_.clear();
    tiles_.clear();
  }
  draw_backdrop(painter, view, size);
  complete_ = true;
  for_visible(view, size, [&](Place place) {
    const Tile* tile = tiles_.object(key_of(place));
    if (tile != nullptr) painter.drawImage(target_px(place, view, size, ratio), tile->image);
    if (tile != nullptr && tile->source == source_) return;
    complete_ = false;
    request(place);
  });
  if (complete_) keep_view(view, size, ratio);
}

/// Tiles lie edge to edge on whole device pixels.
QRectF TileCache::target_px(Place place, const Viewport& view, QSizeF size, double ratio) const {
  const QPointF zero = view.to_px({0, 0}, size) * ratio;
  const double left = std::round(zero.x()) + static_cast<double>(place.x()) * kTile_px;
  const double top = std::round(zero.y()) + static_cast<double>(place.y()) * kTile_px;
  return {left / ratio, top / ratio, kTile_px / ratio, kTile_px / ratio};
}

void TileCache::request(Place place) {
  const quint64 key = key_of(place);
  if (asked_.contains(key)) return;
  asked_.insert(key);
  const double tile_um = kTile_px * um_per_px_;
  const TileArea area{{place.x() * tile_um, -place.y() * tile_um}, um_per_px_, kTile_px, kTile_px};
  const quint64 generation = *generation_;
  in_background(
      this, tile_pool(),
      [area, source = source_, generation, newest = generation_] {
        if (*newest != generation) return QImage();  // nobody waits for it any more
        return render_tile(*source.picture, source.picked.get(), source.style, area);
      },
      [this, key, generation, source = source_](const QImage& image) {
        if (*generation_ != generation || image.isNull()) return;
        asked_.remove(key);
        tiles_.insert(key, new Tile{image, source});
        Q_EMIT changed();
      });
}

/// Remembers what is on the screen, so that a zoom has something to show at once.
void TileCache::keep_view(const Viewport& view, QSizeF size, double ratio) {
  if (backdrop_view_ == view && backdrop_size_ == size && !backdrop_.isNull()) return;
  QImage image((size * ratio).toSize(), QImage::Format_RGB32);
  image.fill(source_.style.background);
  QPainter painter(&image);
  painter.scale(ratio, ratio);
  for_visible(view, size, [&](Place place) {
    if (const Tile* tile = tiles_.object(key_of(place)))
      painter.drawImage(target_px(place, view, size, ratio), tile->image);
  });
  backdrop_ = image;
  backdrop_view_ = view;
  backdrop_size_ = size;
}

void TileCache::draw_backdrop(QPainter& painter, const Viewport& view, QSizeF size) const {
  painter.fillRect(QRectF(QPointF(0, 0), size), QColor::fromRgb(source_.style.background));
  if (backdrop_.isNull()) return;
  const Vec2 top_left = backdrop_view_.to_um({0, 0}, backdrop_size_);
  const Vec2 bottom_right = backdrop_view_.to_um({backdrop_size_.width(), backdrop_size_.height()}, backdrop_size_);
  painter.drawImage(QRectF(view.to_px(top_left, size), view.to_px(bottom_right, size)), backdrop_);
}

}  // namespace pellucid::gui
