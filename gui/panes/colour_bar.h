/// The colour scale of a value map with its ends. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/model/session.h"

namespace pellucid::gui {

class ColourBar : public QWidget {
  Q_OBJECT

 public:
  explicit ColourBar(Session& session, QWidget* parent = nullptr);
  [[nodiscard]] QSize sizeHint() const override { return {220, 64}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Session& session_;
};

}  // namespace pellucid::gui
