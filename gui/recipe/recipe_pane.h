/// The recipe editor: the form, what the wafer at hand would become by it, opening and saving versions. Window's thread
/// only.
#pragma once

#include <QWidget>

#include "gui/recipe/trial.h"

class QCheckBox;
class QLabel;
class QPushButton;

namespace pellucid::gui {

class RecipeForm;
class WorkBar;

class RecipePane : public QWidget {
  Q_OBJECT

 public:
  explicit RecipePane(Session& session, QWidget* parent = nullptr);
  ~RecipePane() override;  ///< a judgement that is not written yet is given up

  [[nodiscard]] RecipeForm& form() { return *form_; }
  [[nodiscard]] Trial& trial() { return trial_; }
  void load(const QString& file);
  /// Writes a new result by the form's recipe in the background; judged_anew() follows, or a message.
  void judge_anew(const QString& output);
  /// A new version under another name or in another file; an existing file was confirmed by the person.
  bool save(const QString& file);

 Q_SIGNALS:
  void judged_anew(const QString& result);  ///< a result by the recipe of the
                                            ///< form was written

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  friend class RecipeSet;
  /// What a person did to the form: one step of the history.
  void remember(const QString& what);
  void take(const Recipe& recipe, const QString& file);
  void retranslate();
  void show_input();
  void take_wafers();
  void show_wafers();
  void show_judged(const TrialJudgement& trial);
  void choose_and_load();
  void choose_and_save();
  void choose_and_judge();
  void show_work();
  void cancel_work();
  void enable();

  Session& session_;
  Trial trial_;
  RecipeForm* form_;
  QCheckBox* live_;
  QLabel *outcome_, *file_;
  QPushButton *open_, *save_, *wafers_, *judge_;
  Recipe settled_;                         ///< the form's, as the history has it
  QString settled_file_;                   ///< likewise what is said above it
  std::string untouched_ = recipe_text();  ///< the form's recipe before anybody changed it
  WorkBar* work_;
  std::shared_ptr<ProgressMeter> meter_;
  std::stop_source stop_;
  bool judging_ = false;
};

}  // namespace pellucid::gui
