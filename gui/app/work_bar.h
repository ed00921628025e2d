/// How far some work is, and a button that stops it. It shows itself when the work takes longer than a moment. Window's
/// thread only.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <string>
#include <vector>

#include "gui/model/progress_meter.h"

class QProgressBar;
class QPushButton;

namespace pellucid::gui {

class WorkBar : public QWidget {
  Q_OBJECT

 public:
  /// `stages`: as the work reports them, in their order; each is as long as another. A stage that is not among them
  /// keeps the bar where it is.
  explicit WorkBar(std::vector<std::string> stages, QWidget* parent = nullptr);

  void begin(std::shared_ptr<const ProgressMeter> meter);
  void stopping();  ///< the button was pressed, the work has not ended yet
  void end();

 Q_SIGNALS:
  void cancelled();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show_progress();

  std::vector<std::string> stages_;
  QProgressBar* bar_;
  QPushButton* cancel_;
  std::shared_ptr<const ProgressMeter> meter_;
  QTimer tick_;
  QElapsedTimer since_;
};

}  // namespace pellucid::gui
