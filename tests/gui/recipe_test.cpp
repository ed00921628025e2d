#include <gtest/gtest.h>

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/recipe/field_text.h"
#include "gui/recipe/recipe_form.h"
#include "gui/recipe/recipe_pane.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

const RecipeField& field(const char* section, const char* key) {
  return *find_field(section, key);
}

QTreeWidgetItem* item_of(RecipeForm& form, const char* key) {
  const auto found =
      form.findChild<QTreeWidget*>()->findItems(QString::fromLatin1(key), Qt::MatchExactly | Qt::MatchRecursive);
  EXPECT_FALSE(found.empty()) << key;
  return found.empty() ? nullptr : found.front();
}

/// Types a value into the form as a person does.
void type_value(RecipeForm& form, const char* key, const QString& text) {
  auto* tree = form.findChild<QTreeWidget*>();
  QTreeWidgetItem* item = item_of(form, key);
  tree->setCurrentItem(item, 1);
  tree->editItem(item, 1);
  auto* editor = tree->viewport()->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  editor->selectAll();
  QTest::keyClicks(editor, text);
  QTest::keyClick(editor, Qt::Key_Return);
  QCoreApplication::processEvents();  // the tree takes the value, and lets the editor go
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

TEST(FieldText, EveryFieldReadsBackWhatItWrites) {
  Recipe recipe;
  recipe.limits.min_yield = 0.95;
  recipe.el_match.ours_from_el = OrientationMatrix{{{0, -1}, {1, 0}}};
  recipe.el_match.shift = ShiftPair{3, -4};
  for (const RecipeField& f : recipe_fields()) {
    const auto back = with_field(recipe, f, field_text(f, recipe));
    ASSERT_TRUE(back) << f.path() << ": " << back.error().message();
    EXPECT_EQ(canonical_recipe(*back), canonical_recipe(recipe)) << f.path();
  }
}

TEST(FieldText, WhatTheRecipeRefusesIsRefused) {
  EXPECT_FALSE(with_field({}, field("judge", "dim_relative"), QStringLiteral("dim")));
  EXPECT_FALSE(with_field({}, field("judge", "dim_relative"), QStringLiteral("1.5")));
  EXPECT_FALSE(with_field({}, field("judge", "trend_degree"), QStringLiteral("3.5")));
  const auto none = with_field({}, field("limits", "min_yield"), QString());
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->limits.min_yield);
}

TEST(RecipeForm, MarksWhatWasChangedAndTakesItBack) {
  RecipeForm form;
  form.show();
  QSignalSpy changed(&form, &RecipeForm::changed);
  type_value(form, "dim_relative", QStringLiteral("0.5"));
  EXPECT_DOUBLE_EQ(form.recipe().judge.dim_relative, 0.5);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(item_of(form, "dim_relative")->font(1).bold());
  EXPECT_FALSE(item_of(form, "bright_relative")->font(1).bold());
  type_value(form, "dim_relative", QStringLiteral("7"));
  EXPECT_DOUBLE_EQ(form.recipe().judge.dim_relative, 0.5) << "out of range: it stays, and is told";
  EXPECT_EQ(changed.count(), 1);
  type_value(form, "dim_relative", field_text(field("judge", "dim_relative"), {}));
  EXPECT_EQ(canonical_recipe(form.recipe()), canonical_recipe({}));
  EXPECT_TRUE(item_of(form, "search_pitches")->font(0).italic()) << "needs a new inspection";
}

TEST(RecipePane, ATrialShowsWhatTheWaferWouldBecomeAndHidingTakesItBack) {
  const QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  SimulationOptions options = *simulation_preset("small");
  options.threads = 1;
  ASSERT_TRUE(simulate(options, root / "scan"));
  InspectRequest request;
  request.scan = root / "scan";
  request.result = root / "scan.result";
  request.write_maps_and_report = false;
  ASSERT_TRUE(inspect(request));
  MainWindow window;
  window.resize(1300, 900);
  testing::show_active(window);
  window.open_path(QString::fromStdString(request.result.string()));
  ASSERT_TRUE(wait_until([&] { return window.session().picture() != nullptr; }));
  const std::vector<ChipClass> before = window.session().classes();
  QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
  RecipePane& pane = window.workbench().recipe();
  ASSERT_TRUE(pane.isVisible());
  ASSERT_TRUE(wait_until([&] { return pane.trial().input() != nullptr; }));
  type_value(pane.form(), "dim_relative", QStringLiteral("0.97"));
  ASSERT_TRUE(wait_until([&] { return window.session().trial_classes() != nullptr; }));
  const auto dims = [](const std::vector<ChipClass>& classes) { return std::ranges::count(classes, ChipClass::dim); };
  EXPECT_GT(dims(window.session().classes()), dims(before));
  Recipe recipe = pane.trial().input()->recipe;
  recipe.judge.dim_relative = 0.97;
  const auto same = try_recipe(*pane.trial().input(), recipe);
  ASSERT_TRUE(same) << same.error().message();
  EXPECT_EQ(window.session().classes(), same->chip_class) << "what the verb says, and nothing else";
  ASSERT_TRUE(wait_until([&] {
    return pane.findChild<QLabel*>(QStringLiteral("outcome"))
        ->text()
        .contains(QLocale().toString(qint64{same->changed}));
  }));
  const QString file = QString::fromStdString((root / "new.json").string());
  ASSERT_TRUE(pane.save(file));
  const auto saved = read_recipe(file.toStdString());
  ASSERT_TRUE(saved);
  EXPECT_EQ(recipe_sha256(*saved), recipe_sha256(pane.form().recipe()));
  QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
  EXPECT_FALSE(pane.isVisible());
  EXPECT_EQ(window.session().classes(), before);
}

}  // namespace
}  // namespace pellucid::gui
