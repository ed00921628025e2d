/// The scan's own pixels under the map, where chips are large enough on the screen: read in the background from the
/// scan that the result names, kept for the view and a margin around it. Where the scan is gone, the map simply keeps
/// its coloured chips; why() says so. Window's thread only.
#pragma once

#include <QImage>
#include <QObject>
#include <QRectF>
#include <memory>
#include <optional>

#include "gui/map/viewport.h"
#include "gui/model/session.h"
#include "inspection/open_pixels.h"

class QPainter;

namespace pellucid::gui {

class PixelLayer : public QObject {
  Q_OBJECT

 public:
  explicit PixelLayer(Session& session, QObject* parent = nullptr);

  [[nodiscard]] bool is_available() const { return pixels_ != nullptr; }
  [[nodiscard]] QString why() const { return why_; }  ///< why there are none; empty where there are
  [[nodiscard]] QStringList layers() const;
  [[nodiscard]] QString layer() const { return layer_; }
  [[nodiscard]] PixelKind kind() const { return kind_; }
  [[nodiscard]] bool is_on() const { return on_; }

  /// 0: chips are too small on the screen or pixels are off; 1: nothing but pixels. In between both are seen.
  [[nodiscard]] double opacity(const Viewport& view) const;
  /// Draws what there is of the view over the chips and asks for the rest.
  void paint(QPainter& painter, const Viewport& view, QSizeF size);
  /// Is the view covered, as far as pixels are shown at all?
  [[nodiscard]] bool is_complete(const Viewport& view, QSizeF size) const;

 public Q_SLOTS:
  void set_on(bool on);
  void set_layer(const QString& layer);
  void set_kind(pellucid::PixelKind kind);

 Q_SIGNALS:
  void changed();            ///< something to draw anew
  void available_changed();  ///< another wafer's pixels, or none

 private:
  /// Part of the wafer in the unturned design frame [um], y up.
  struct Area {
    Vec2 low, high;
    [[nodiscard]] bool covers(const Area& other) const;
  };

  void open();
  void forget();
  void request(const Area& seen);
  void take(const PixelPatch& patch);
  [[nodiscard]] static Area seen(const Viewport& view, QSizeF size);

  Session& session_;
  std::shared_ptr<const ResultPixels> pixels_;
  QString why_, layer_;
  PixelKind kind_ = PixelKind::corrected;
  bool on_ = true, reading_ = false;
  quint64 ticket_ = 0;
  QImage image_;
  Vec2 corner_um_, pixel_um_;  ///< of the image, wafer frame
  std::optional<Area> covered_;
  float low_ = 0, high_ = 0;  ///< grey scale: only ever widened, so that panning does not flicker
};

}  // namespace pellucid::gui
