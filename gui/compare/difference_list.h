/// What changed between two results: how many chips of which class became which, why, and the chips themselves. Asks
/// diff_results() in the background. Window's thread only.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <stop_token>
#include <vector>

#include "gui/model/progress_meter.h"
#include "inspection/diff.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace pellucid::gui {

using ResultDiffPtr = std::shared_ptr<const ResultDiff>;

class DifferenceList : public QWidget {
  Q_OBJECT

 public:
  explicit DifferenceList(QWidget* parent = nullptr);
  ~DifferenceList() override;

  void compare(const std::filesystem::path& a, const std::filesystem::path& b);
  void clear();
  [[nodiscard]] const ResultDiffPtr& diff() const { return diff_; }  ///< null until it is known

 Q_SIGNALS:
  void known();
  /// Places in the diff's list of changed chips.
  void chips_chosen(const std::vector<std::size_t>& changed);
  void chip_chosen(std::size_t changed);

 private:
  void show_diff();
  void choose_change();
  void choose_chip();
  void save();

  ResultDiffPtr diff_;
  std::vector<std::size_t> listed_;  ///< chips of the chosen change
  QLabel *facts_, *why_;
  QProgressBar* bar_;
  QTreeWidget *changes_, *chips_;
  QPushButton* save_;
  QTimer tick_;
  std::shared_ptr<ProgressMeter> meter_;
  std::stop_source stop_;
  quint64 ticket_ = 0, asked_ = 0;
};

}  // namespace pellucid::gui
