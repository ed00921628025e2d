/// The queue of inspections: each scan with its state, stage, yield or error; cancel, open what came out. Window's
/// thread only.
#pragma once

#include <QWidget>

#include "gui/run/job_queue.h"

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace pellucid::gui {

class RunPane : public QWidget {
  Q_OBJECT

 public:
  explicit RunPane(JobQueue& queue, QWidget* parent = nullptr);

 Q_SIGNALS:
  void result_wanted(const QString& folder);  ///< by a person
  void result_ready(const QString& folder);   ///< it is done, and the box is checked
  void scans_wanted();                        ///< "Inspect…" was pressed

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void show_job(std::size_t index);
  void show_running();
  void enable_buttons();
  void retranslate();
  [[nodiscard]] const RunJob* chosen() const;

  JobQueue& queue_;
  QTreeWidget* list_;
  QProgressBar* bar_;
  QLabel* stage_;
  QPushButton *add_, *cancel_, *cancel_all_, *clear_, *open_;
  QCheckBox* open_when_done_;
};

/// "Waiting", "Measuring: 40 %", "Done", ...
[[nodiscard]] QString state_text(const RunJob& job);
/// "Measuring" for `measure`; a stage without words of its own keeps its name.
[[nodiscard]] QString title_of_stage(const std::string& stage);

}  // namespace pellucid::gui
