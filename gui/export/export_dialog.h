/// Asks what to export and where to, runs it in the background with progress, and says what came out. The wafer is the
/// one that was open when it was made. Window's thread only.
#pragma once

#include <QDialog>
#include <QTimer>
#include <functional>
#include <memory>
#include <stop_token>

#include "gui/export/export_source.h"
#include "gui/model/progress_meter.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace pellucid::gui {

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ExportDialog(ExportSource source, QWidget* parent = nullptr);
  ~ExportDialog() override;

  void choose(ExportKind kind);
  void set_file(const QString& file);
  [[nodiscard]] bool is_running() const { return running_; }

 public Q_SLOTS:
  void reject() override;  ///< stops what is running, else closes

 Q_SIGNALS:
  void done_with(bool ok);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  [[nodiscard]] ExportKind kind() const;
  void retranslate();
  /// Says it now, and again in another language when that changes.
  void say(std::function<QString()> words);
  void show_kind();
  void choose_file();
  void choose_profile();
  void begin();
  void end(const Result<ExportOutcome>& outcome);
  [[nodiscard]] ExportPlan plan() const;

  const ExportSource source_;
  QComboBox* kind_;
  QLineEdit *file_, *profile_;
  QSpinBox *pictures_, *width_;
  QCheckBox* whole_;
  QFormLayout* form_;
  QWidget *profile_row_, *file_row_;
  QProgressBar* bar_;
  QLabel* message_;
  QPushButton *export_, *close_, *other_file_, *other_profile_;
  std::function<QString()> said_ = [] { return QString(); };
  QTimer tick_;
  std::shared_ptr<ProgressMeter> meter_;
  std::stop_source stop_;
  bool running_ = false;
};

}  // namespace pellucid::gui
