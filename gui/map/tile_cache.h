/// The tiles of one map: those that are drawn, and those that workers are drawing. Tiles lie on a fixed grid of the
/// wafer at one zoom; a change of zoom, picture or colours starts anew and keeps the last whole view behind it until
/// then. Window's thread only.
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QRectF>
#include <QSet>
#include <atomic>
#include <memory>

#include "gui/map/tile_renderer.h"
#include "gui/map/viewport.h"

class QPainter;

namespace pellucid::gui {

/// Everything that a tile's pixels follow from, but its place.
struct TileSource {
  MapPicturePtr picture;
  PickedChipsPtr picked;
  TileStyle style;
  friend bool operator==(const TileSource&, const TileSource&) = default;
};

class TileCache : public QObject {
  Q_OBJECT

 public:
  static constexpr int kTile_px = 256;

  explicit TileCache(QObject* parent = nullptr);
  ~TileCache() override;

  void set_source(const TileSource& source);
  /// Draws what there is of the view and asks workers for the rest; changed() follows as it arrives. `ratio`: device
  /// pixels a pixel of the view.
  void paint(QPainter& painter, const Viewport& view, QSizeF size, double ratio);
  /// Is everything of the last painted view drawn?
  [[nodiscard]] bool is_complete() const { return complete_; }

 Q_SIGNALS:
  void changed();

 private:
  using Place = QPoint;  ///< of a tile on the grid of the current zoom

  struct Tile {
    QImage image;
    TileSource source;
  };

  /// see(place) for every tile of which the view shows something.
  template <class See>
  void for_visible(const Viewport& view, QSizeF size, const See& see) const;
  void draw_backdrop(QPainter& painter, const Viewport& view, QSizeF size) const;
  void request(Place place);
  [[nodiscard]] QRectF target_px(Place place, const Viewport& view, QSizeF size, double ratio) const;
  void keep_view(const Viewport& view, QSizeF size, double ratio);

  TileSource source_;
  double um_per_px_ = 0;  ///< of a tile's pixel
  QCache<quint64, Tile> tiles_;
  QSet<quint64> asked_;
  std::shared_ptr<std::atomic<quint64>> generation_ = std::make_shared<std::atomic<quint64>>(0);
  bool complete_ = false;

  QImage backdrop_;  ///< the last whole view
  Viewport backdrop_view_;
  QSizeF backdrop_size_;
};

}  // namespace pellucid::gui
