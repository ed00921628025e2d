#include "gui/recipe/recipe_pane.h"

#include <QCheckBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSaveFile>
#include <QUndoCommand>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "gui/app/message.h"
#include "gui/app/wording.h"
#include "gui/app/work_bar.h"
#include "gui/model/background.h"
#include "gui/operator/verdict.h"
#include "gui/panes/reveal.h"
#include "gui/recipe/recipe_form.h"

namespace pellucid::gui {
namespace {

QString percent(double share) {
  return std::isfinite(share) ? QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %") : QStringLiteral("–");
}

QString row(const QString& name, const QString& before, const QString& after) {
  return QStringLiteral(
             "<tr><td>%1&nbsp;&nbsp;</td><td align='right'>%2</td><td>&nbsp;→&nbsp;</td>"
             "<td align='right'>%3</td></tr>")
      .arg(name.toHtmlEscaped(), before, before == after ? after : QStringLiteral("<b>%1</b>").arg(after));
}

}  // namespace

/// Another recipe in the form, with the one before it.
class RecipeSet : public QUndoCommand {
 public:
  RecipeSet(RecipePane& pane, const QString& what)
      : QUndoCommand(what),
        pane_(pane),
        before_(pane.settled_),
        after_(pane.form_->recipe()),
        file_before_(pane.settled_file_),
        file_after_(pane.file_->text()) {}
  void undo() override { pane_.take(before_, file_before_); }
  void redo() override {
    if (std::exchange(is_new_, false)) return;  // the person did it
    pane_.take(after_, file_after_);
  }

 private:
  RecipePane& pane_;
  Recipe before_, after_;
  QString file_before_, file_after_;
  bool is_new_ = true;
};

void RecipePane::remember(const QString& what) {
  if (recipe_text(form_->recipe()) != recipe_text(settled_)) session_.history().push(new RecipeSet(*this, what));
  settled_ = form_->recipe();
  settled_file_ = file_->text();
}

void RecipePane::take(const Recipe& recipe, const QString& file) {
  reveal(*this);
  form_->set_recipe(recipe);
  file_->setText(file);
  settled_ = recipe;
  settled_file_ = file;
  trial_.try_out(recipe);
}

RecipePane::RecipePane(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      trial_(session),
      form_(new RecipeForm),
      live_(new QCheckBox),
      outcome_(new QLabel),
      file_(new QLabel),
      open_(new QPushButton),
      save_(new QPushButton),
      wafers_(new QPushButton),
      judge_(new QPushButton),
      work_(new WorkBar({"read", "judge", "leakage", "compare with EL", "write result", "chip table", "maps"})) {
  live_->setChecked(true);
  outcome_->setTextFormat(Qt::RichText);
  outcome_->setWordWrap(true);
  outcome_->setObjectName(QStringLiteral("outcome"));
  file_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* buttons = new QGridLayout;
  buttons->addWidget(open_, 0, 0);
  buttons->addWidget(save_, 0, 1);
  buttons->addWidget(wafers_, 1, 0);
  buttons->addWidget(judge_, 1, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addWidget(file_);
  layout->addWidget(form_, 1);
  layout->addWidget(live_);
  layout->addWidget(outcome_);
  layout->addWidget(work_);
  layout->addLayout(buttons);

  connect(form_, &RecipeForm::changed, this, [this] {
    remember(tr("an edit of the recipe"));
    trial_.try_out(form_->recipe());
  });
  connect(live_, &QCheckBox::toggled, &trial_, &Trial::set_on);
  connect(live_, &QCheckBox::toggled, this, &RecipePane::enable);
  connect(&trial_, &Trial::input_changed, this, &RecipePane::show_input);
  connect(&trial_, &Trial::judged, this, &RecipePane::show_judged);
  connect(work_, &WorkBar::cancelled, this, &RecipePane::cancel_work);
  connect(&trial_, &Trial::busy_changed, this, [this] {
    if (!judging_) show_work();
    if (trial_.is_busy()) outcome_->setText(trial_.input() ? tr("Judging…") : tr("Reading the wafer…"));
  });
  connect(&trial_, &Trial::failed, this, [this](const QString& what) { outcome_->setText(what.toHtmlEscaped()); });
  connect(&session_, &Session::opened, this, &RecipePane::enable);
  connect(open_, &QPushButton::clicked, this, &RecipePane::choose_and_load);
  connect(save_, &QPushButton::clicked, this, &RecipePane::choose_and_save);
  connect(judge_, &QPushButton::clicked, this, &RecipePane::choose_and_judge);
  connect(wafers_, &QPushButton::clicked, this, [this] {
    show_wafers();
    remember(tr("back to the wafer's recipe"));
    trial_.try_out(form_->recipe());
  });
  retranslate();
  settled_file_ = file_->text();
}

void RecipePane::enable() {
  judge_->setEnabled(session_.wafer() != nullptr && !judging_);
  wafers_->setEnabled(trial_.input() != nullptr);
  if (!live_->isChecked() || !session_.wafer()) outcome_->clear();
}

void RecipePane::show_input() {
  enable();
  if (!trial_.input()) return form_->set_reference(std::nullopt);
  form_->set_reference(trial_.input()->recipe);
  if (recipe_text(form_->recipe()) != untouched_) return trial_.try_out(form_->recipe());  // edits are kept
  take_wafers();
  outcome_->setText(tr("Change a value of judge, leakage or limits to see what becomes of the wafer."));
}

void RecipePane::take_wafers() {
  show_wafers();
  settled_ = form_->recipe();
  settled_file_ = file_->text();
}

void RecipePane::show_wafers() {
  form_->set_recipe(trial_.input()->recipe);
  untouched_ = recipe_text(form_->recipe());
  file_->setText(tr("Recipe of the wafer: %1").arg(QString::fromStdString(form_->recipe().name)));
}

void RecipePane::show_judged(const TrialJudgement& trial) {
  const Summary& before = trial_.input()->summary;
  QString text =
      QStringLiteral("<b>%1</b><table>").arg(tr("%1 chips change their class").arg(count_text(trial.changed)));
  text += row(tr("Yield"), percent(before.yield), percent(trial.yield));
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
    if (kAllClasses[i] != ChipClass::good && before.counts[i] != trial.counts[i])
      text += row(title_of(kAllClasses[i]), count_text(before.counts[i]), count_text(trial.counts[i]));
  }
  text += QStringLiteral("</table>");
  for (const LimitCheck& limit : trial.limits)
    text += QStringLiteral("%1 %2<br>")
                .arg(limit.passed ? QStringLiteral("✓") : QStringLiteral("✗"), limit_text(limit).toHtmlEscaped());
  for (const std::string& warning : trial.warnings)
    text += QStringLiteral("<i>%1</i><br>").arg(QString::fromStdString(warning).toHtmlEscaped());
  outcome_->setText(text);
}

void RecipePane::load(const QString& file) {
  auto recipe = read_recipe(file.toStdString());
  if (!recipe) return tell_problem(this, tr("This is no recipe"), QString::fromStdString(recipe.error().message()));
  form_->set_recipe(*recipe);
  file_->setText(file);
  remember(tr("another recipe"));
  trial_.try_out(*recipe);
}

bool RecipePane::save(const QString& file) {
  QSaveFile out(file);
  const QByteArray text = QByteArray::fromStdString(recipe_text(form_->recipe()));
  if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit()) {
    tell_problem(this, tr("The recipe was not saved"), QStringLiteral("%1: %2").arg(file, out.errorString()));
    return false;
  }
  file_->setText(file);
  return true;
}

void RecipePane::choose_and_load() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open a recipe"), {}, tr("Recipes (*.json)"));
  if (!file.isEmpty()) load(file);
}

void RecipePane::choose_and_save() {
  const QString name = QString::fromStdString(form_->recipe().name) + QStringLiteral(".json");
  QString file = QFileDialog::getSaveFileName(this, tr("Save as a new version"), name, tr("Recipes (*.json)"));
  if (file.isEmpty()) return;
  if (QFileInfo(file).suffix().isEmpty()) file += QStringLiteral(".json");
  save(file);
}

void RecipePane::choose_and_judge() {
  const QString result = QString::fromStdString(session_.wafer()->folder().string());
  const QString output =
      QFileDialog::getSaveFileName(this, tr("Judge the wafer anew into another result folder"),
                                   result + QStringLiteral(".judged"), QString(), nullptr, QFileDialog::ShowDirsOnly);
  if (output.isEmpty()) return;
  judge_anew(output);
}

void RecipePane::judge_anew(const QString& output) {
  JudgeRequest request;
  request.result = session_.wafer()->folder();
  request.output = output.toStdString();
  request.recipe = form_->recipe();
  judging_ = true;
  stop_ = std::stop_source();
  meter_ = std::make_shared<ProgressMeter>();
  enable();
  show_work();
  in_background(
      this, reading_pool(),
      [request, progress = ProgressMeter::progress_of(meter_), stop = stop_.get_token()] {
        return rejudge(request, progress, stop);
      },
      [this, output](const Result<JudgeOutcome>& outcome) {
        judging_ = false;
        enable();
        show_work();
        if (outcome) {
          Q_EMIT judged_anew(output);
        } else if (outcome.error().kind == ErrorKind::cancelled) {
          outcome_->setText(tr("Cancelled. Nothing was written."));
        } else {
          tell_problem(this, tr("The wafer was not judged"), QString::fromStdString(outcome.error().message()));
        }
      });
}

/// Judging anew, else the trial.
void RecipePane::show_work() {
  if (!judging_ && !trial_.is_busy()) return work_->end();
  work_->begin(judging_ ? meter_ : trial_.meter());
}

void RecipePane::cancel_work() {
  if (!judging_) return live_->setChecked(false);
  work_->stopping();
  stop_.request_stop();
}

RecipePane::~RecipePane() {
  stop_.request_stop();
}

void RecipePane::showEvent(QShowEvent*) {
  trial_.set_on(live_->isChecked());
}

/// Nobody looks: the map shows what the result says, and the memory is free.
void RecipePane::hideEvent(QHideEvent* event) {
  if (!event->spontaneous()) trial_.set_on(false);
}

void RecipePane::retranslate() {
  live_->setText(tr("Show the wafer as this recipe would judge it"));
  open_->setText(tr("Open recipe…"));
  save_->setText(tr("Save as…"));
  wafers_->setText(tr("Back to the wafer's"));
  judge_->setText(tr("Judge anew…"));
  judge_->setToolTip(tr("Writes a new result folder; this one stays as it is"));
  if (file_->text().isEmpty()) file_->setText(tr("Default recipe"));
  enable();
}

void RecipePane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
