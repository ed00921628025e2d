#include "gui/export/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>

#include "gui/app/wording.h"
#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

QString folder_key() {
  return QStringLiteral("export/folder");
}
QString profile_key() {
  return QStringLiteral("export/profile");
}

/// A line with a button behind it.
QWidget* with_button(QLineEdit* line, QPushButton* button) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(line, 1);
  layout->addWidget(button);
  return row;
}

}  // namespace

ExportDialog::ExportDialog(ExportSource source, QWidget* parent)
    : QDialog(parent),
      source_(std::move(source)),
      kind_(new QComboBox),
      file_(new QLineEdit),
      profile_(new QLineEdit),
      pictures_(new QSpinBox),
      width_(new QSpinBox),
      whole_(new QCheckBox),
      form_(new QFormLayout(this)),
      bar_(new QProgressBar),
      message_(new QLabel),
      export_(new QPushButton),
      close_(new QPushButton),
      other_file_(new QPushButton),
      other_profile_(new QPushButton) {
  setObjectName(QStringLiteral("export_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setMinimumWidth(600);
  for (const ExportKind kind : source_.kinds) kind_->addItem(QString(), static_cast<int>(kind));
  whole_->setChecked(true);
  width_->setRange(400, 12'000);
  width_->setValue(2400);
  pictures_->setRange(-1, 100'000);
  pictures_->setValue(-1);
  profile_->setText(QSettings().value(profile_key()).toString());
  profile_->setClearButtonEnabled(true);
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  message_->setObjectName(QStringLiteral("message"));
  bar_->setVisible(false);

  export_->setObjectName(QStringLiteral("export"));
  export_->setDefault(true);
  file_row_ = with_button(file_, other_file_);
  profile_row_ = with_button(profile_, other_profile_);
  for (QWidget* row : std::initializer_list<QWidget*>{kind_, file_row_, profile_row_, pictures_, width_})
    form_->addRow(new QLabel, row);
  form_->addRow(QString(), whole_);
  form_->addRow(bar_);
  form_->addRow(message_);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(export_);
  buttons->addWidget(close_);
  form_->addRow(buttons);
  connect(kind_, &QComboBox::currentIndexChanged, this, &ExportDialog::show_kind);
  connect(other_file_, &QPushButton::clicked, this, &ExportDialog::choose_file);
  connect(other_profile_, &QPushButton::clicked, this, &ExportDialog::choose_profile);
  connect(export_, &QPushButton::clicked, this, &ExportDialog::begin);
  connect(close_, &QPushButton::clicked, this, &ExportDialog::reject);
  connect(&tick_, &QTimer::timeout, this, [this] {
    const ProgressMeter::Reading now = meter_->read();
    bar_->setRange(0, now.fraction > 0 ? 1000 : 0);
    bar_->setValue(static_cast<int>(1000 * now.fraction));
  });
  retranslate();
  show_kind();
}

void ExportDialog::retranslate() {
  setWindowTitle(tr("Export"));
  for (int i = 0; i < kind_->count(); ++i) {
    const auto kind = static_cast<ExportKind>(kind_->itemData(i).toInt());
    const QString title = title_of(kind);
    const QString picked = count_text(static_cast<qint64>(source_.picked ? source_.picked->count() : 0));
    kind_->setItemText(i, kind == ExportKind::picked_csv ? QStringLiteral("%1: %2").arg(title, picked) : title);
  }
  const auto label = [this](QWidget* row, const QString& text) {
    static_cast<QLabel*>(form_->labelForField(row))->setText(text);
  };
  label(kind_, tr("What"));
  label(file_row_, tr("File"));
  label(profile_row_, tr("Profile"));
  label(pictures_, tr("Pictures of defects"));
  label(width_, tr("Width"));
  whole_->setText(tr("The whole wafer, not only what the map shows now"));
  width_->setSuffix(tr(" px"));
  pictures_->setSpecialValueText(tr("as the profile says"));
  profile_->setPlaceholderText(tr("None: ids, bins and orientation as the result has them"));
  for (QPushButton* button : {other_file_, other_profile_}) button->setText(tr("Choose…"));
  export_->setText(tr("&Export"));
  close_->setText(running_ ? tr("Cancel") : tr("Close"));
  message_->setText(said_());
}

void ExportDialog::say(std::function<QString()> words) {
  said_ = std::move(words);
  message_->setText(said_());
}

void ExportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

ExportDialog::~ExportDialog() {
  stop_.request_stop();
}

ExportKind ExportDialog::kind() const {
  return static_cast<ExportKind>(kind_->currentData().toInt());
}

void ExportDialog::choose(ExportKind kind) {
  kind_->setCurrentIndex(kind_->findData(static_cast<int>(kind)));
}

void ExportDialog::set_file(const QString& file) {
  file_->setText(file);
}

void ExportDialog::show_kind() {
  form_->setRowVisible(profile_row_, is_fab(kind()));
  form_->setRowVisible(pictures_, is_klarf(kind()));
  form_->setRowVisible(width_, kind() == ExportKind::map_png);
  form_->setRowVisible(whole_, shows_map(kind()));
  const QFileInfo before(file_->text());
  const QString result = QString::fromStdString(source_.result.string());
  const QString folder = file_->text().isEmpty()
                             ? QSettings().value(folder_key(), QFileInfo(result).absolutePath()).toString()
                             : before.absolutePath();
  QString name = QFileInfo(result).completeBaseName();
  if (kind() == ExportKind::defects_csv) name += QStringLiteral("-defects");
  if (kind() == ExportKind::picked_csv) name += QStringLiteral("-picked");
  if (kind() == ExportKind::map_csv || kind() == ExportKind::map_png) name += QStringLiteral("-map");
  file_->setText(QStringLiteral("%1/%2.%3").arg(folder, name, suffix_of(kind())));
  say([] { return QString(); });
}

void ExportDialog::choose_file() {
  const QString file = QFileDialog::getSaveFileName(this, tr("Export into"), file_->text(), QString(), nullptr,
                                                    QFileDialog::DontConfirmOverwrite);
  if (!file.isEmpty()) file_->setText(file);
}

void ExportDialog::choose_profile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Export profile"), {}, tr("Profiles (*.json)"));
  if (!file.isEmpty()) profile_->setText(file);
}

ExportPlan ExportDialog::plan() const {
  ExportPlan plan;
  plan.kind = kind();
  plan.result = source_.result;
  plan.file = file_->text().toStdString();
  if (shows_map(plan.kind)) plan.sheet = source_.sheet(whole_->isChecked());
  plan.picture_size = {width_->value(), width_->value() * 4 / 5};
  plan.picked = source_.picked;
  if (is_fab(plan.kind)) plan.profile = profile_->text().toStdString();
  if (pictures_->value() >= 0) plan.thumbnails = pictures_->value();
  return plan;
}

void ExportDialog::begin() {
  if (running_) return;
  if (QFileInfo::exists(file_->text()) && message_->property("asked").toString() != file_->text()) {
    say([file = file_->text()] { return tr("%1 is there already. Press Export again to replace it.").arg(file); });
    message_->setProperty("asked", file_->text());
    return;
  }
  message_->setProperty("asked", QString());
  QSettings().setValue(folder_key(), QFileInfo(file_->text()).absolutePath());
  QSettings().setValue(profile_key(), profile_->text());
  running_ = true;
  stop_ = std::stop_source();
  meter_ = std::make_shared<ProgressMeter>();
  say([] { return tr("Writing…"); });
  bar_->setRange(0, 0);
  bar_->setVisible(true);
  export_->setEnabled(false);
  close_->setText(tr("Cancel"));
  tick_.start(100);
  in_background(
      this, reading_pool(),
      [plan = plan(), progress = ProgressMeter::progress_of(meter_), stop = stop_.get_token()] {
        return run_export(plan, progress, stop);
      },
      [this](const Result<ExportOutcome>& outcome) { end(outcome); });
}

void ExportDialog::end(const Result<ExportOutcome>& outcome) {
  running_ = false;
  tick_.stop();
  bar_->setVisible(false);
  export_->setEnabled(true);
  close_->setText(tr("Close"));
  if (outcome) {
    say([file = file_->text(), outcome = *outcome] {
      QString text = tr("Written: %1\n%2").arg(file, outcome.what);
      for (const QString& warning : outcome.warnings) text += QLatin1Char('\n') + warning;
      return text;
    });
  } else if (outcome.error().kind == ErrorKind::cancelled) {
    say([] { return tr("Cancelled. Nothing was written."); });
  } else {
    say([text = QString::fromStdString(outcome.error().message())] { return text; });
  }
  Q_EMIT done_with(outcome.has_value());
}

void ExportDialog::reject() {
  if (running_) {
    stop_.request_stop();
    say([] { return tr("Stopping…"); });
    return;
  }
  QDialog::reject();
}

}  // namespace pellucid::gui
