/// The menu of the scan's pixels on the map: on or off, which layer, raw or corrected. Window's thread only.
#pragma once

#include <QMenu>

#include "gui/map/pixel_layer.h"

namespace pellucid::gui {

class PixelMenu : public QMenu {
  Q_OBJECT

 public:
  explicit PixelMenu(PixelLayer& pixels, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();

  PixelLayer& pixels_;
};

}  // namespace pellucid::gui
