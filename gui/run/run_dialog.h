/// Asks what an inspection needs: which of the scans, by which recipe, where the results go. Window's thread only.
#pragma once

#include <QDialog>
#include <filesystem>
#include <vector>

#include "inspection/inspect.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace pellucid::gui {

class RunDialog : public QDialog {
  Q_OBJECT

 public:
  /// `root`: the scan itself, or the folder that all `scans` lie below.
  RunDialog(std::filesystem::path root, std::vector<std::filesystem::path> scans, QWidget* parent = nullptr);

 Q_SIGNALS:
  void confirmed(const std::vector<pellucid::InspectRequest>& requests);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void choose_recipe();
  void choose_result();
  void confirm();
  [[nodiscard]] bool is_single() const { return scans_.size() == 1 && scans_.front() == root_; }
  [[nodiscard]] std::filesystem::path result_of(const std::filesystem::path& scan) const;

  std::filesystem::path root_;
  std::vector<std::filesystem::path> scans_;
  QListWidget* list_;
  QComboBox* recipe_;
  QLineEdit* result_;
  QCheckBox *missing_, *overwrite_, *report_;
  QLabel* problem_;
  QDialogButtonBox* buttons_;
  QLabel *scans_title_, *recipe_title_, *result_title_;
  QPushButton *other_recipe_, *other_result_, *begin_;
};

}  // namespace pellucid::gui
