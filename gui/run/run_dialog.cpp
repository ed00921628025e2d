#include "gui/run/run_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>

namespace pellucid::gui {
namespace {

constexpr int kMostRecipes = 8;

QString recipes_key() {
  return QStringLiteral("run/recipes");
}

QHBoxLayout* with_button(QWidget* field, QPushButton* button) {
  auto* row = new QHBoxLayout;
  row->addWidget(field, 1);
  row->addWidget(button);
  return row;
}

}  // namespace

RunDialog::RunDialog(std::filesystem::path root, std::vector<std::filesystem::path> scans, QWidget* parent)
    : QDialog(parent),
      root_(std::move(root)),
      scans_(std::move(scans)),
      list_(new QListWidget),
      recipe_(new QComboBox),
      result_(new QLineEdit),
      missing_(new QCheckBox),
      overwrite_(new QCheckBox),
      report_(new QCheckBox),
      problem_(new QLabel),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Cancel)),
      scans_title_(new QLabel),
      recipe_title_(new QLabel),
      result_title_(new QLabel),
      other_recipe_(new QPushButton),
      other_result_(new QPushButton),
      begin_(buttons_->addButton(QString(), QDialogButtonBox::AcceptRole)) {
  setObjectName(QStringLiteral("run_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  for (const auto& scan : scans_) {
    const auto shown = is_single() ? scan : scan.lexically_relative(root_);
    auto* item = new QListWidgetItem(QString::fromStdString(shown.string()), list_);
    item->setCheckState(Qt::Checked);
  }
  list_->setMaximumHeight(is_single() ? 40 : 220);
  recipe_->addItem(QString(), QString());
  for (const QString& file : QSettings().value(recipes_key()).toStringList())
    if (QFileInfo::exists(file)) recipe_->addItem(QFileInfo(file).fileName(), file);
  recipe_->setCurrentIndex(recipe_->count() > 1 ? 1 : 0);
  const QString ending = is_single() ? QStringLiteral(".result") : QStringLiteral(".results");
  result_->setText(QString::fromStdString(root_.string()) + ending);
  report_->setChecked(true);
  problem_->setWordWrap(true);
  problem_->setVisible(false);

  connect(other_recipe_, &QPushButton::clicked, this, &RunDialog::choose_recipe);
  connect(other_result_, &QPushButton::clicked, this, &RunDialog::choose_result);
  auto* form = new QFormLayout(this);
  form->addRow(scans_title_, list_);
  form->addRow(recipe_title_, with_button(recipe_, other_recipe_));
  form->addRow(result_title_, with_button(result_, other_result_));
  form->addRow(QString(), missing_);
  form->addRow(QString(), overwrite_);
  form->addRow(QString(), report_);
  form->addRow(problem_);
  form->addRow(buttons_);
  begin_->setObjectName(QStringLiteral("inspect"));
  begin_->setDefault(true);
  connect(buttons_, &QDialogButtonBox::accepted, this, &RunDialog::confirm);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(620);
  retranslate();
}

void RunDialog::retranslate() {
  setWindowTitle(is_single() ? tr("Inspect a scan") : tr("Inspect scans"));
  scans_title_->setText(is_single() ? tr("Scan") : tr("Scans below\n%1").arg(QString::fromStdString(root_.string())));
  recipe_title_->setText(tr("Recipe"));
  result_title_->setText(is_single() ? tr("Result") : tr("Results below"));
  recipe_->setItemText(recipe_->findData(QString()), tr("Default recipe"));
  missing_->setText(tr("Go on where tiles are missing"));
  missing_->setToolTip(tr("Their chips are unmeasured, and the result says so"));
  overwrite_->setText(tr("Replace results that exist"));
  report_->setText(tr("Write maps and a report"));
  for (QPushButton* button : {other_recipe_, other_result_}) button->setText(tr("Choose…"));
  begin_->setText(tr("&Inspect"));
}

void RunDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void RunDialog::choose_recipe() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Choose a recipe"), {}, tr("Recipes (*.json)"));
  if (file.isEmpty()) return;
  const int known = recipe_->findData(file);
  if (known < 0) recipe_->insertItem(1, QFileInfo(file).fileName(), file);
  recipe_->setCurrentIndex(known < 0 ? 1 : known);
}

void RunDialog::choose_result() {
  const QString folder = QFileDialog::getExistingDirectory(
      this, is_single() ? tr("In which folder shall the result be?") : tr("Folder for the results"),
      QFileInfo(result_->text()).absolutePath());
  if (folder.isEmpty()) return;
  result_->setText(is_single() ? folder + QLatin1Char('/') + QFileInfo(result_->text()).fileName() : folder);
}

std::filesystem::path RunDialog::result_of(const std::filesystem::path& scan) const {
  const std::filesystem::path place = result_->text().toStdString();
  return is_single() ? place : place / scan.lexically_relative(root_);
}

void RunDialog::confirm() {
  InspectRequest request;
  const QString file = recipe_->currentData().toString();
  if (!file.isEmpty()) {
    auto recipe = read_recipe(file.toStdString());
    if (!recipe) {
      problem_->setText(QString::fromStdString(recipe.error().message()));
      problem_->show();
      return;
    }
    request.recipe = std::move(*recipe);
    QStringList recent = QSettings().value(recipes_key()).toStringList();
    recent.removeAll(file);
    recent.prepend(file);
    QSettings().setValue(recipes_key(), recent.mid(0, kMostRecipes));
  }
  request.allow_missing_tiles = missing_->isChecked();
  request.overwrite = overwrite_->isChecked();
  request.write_maps_and_report = report_->isChecked();
  std::vector<InspectRequest> requests;
  for (std::size_t i = 0; i < scans_.size(); ++i) {
    if (list_->item(static_cast<int>(i))->checkState() != Qt::Checked) continue;
    request.scan = scans_[i];
    request.result = result_of(scans_[i]);
    requests.push_back(request);
  }
  if (requests.empty() || result_->text().isEmpty()) {
    problem_->setText(requests.empty() ? tr("No scan is chosen.") : tr("Where shall the result be?"));
    problem_->show();
    return;
  }
  Q_EMIT confirmed(requests);
  accept();
}

}  // namespace pellucid::gui
