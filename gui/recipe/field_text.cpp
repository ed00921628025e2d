#include "gui/recipe/field_text.h"

#include <QLocale>
#include <QRegularExpression>
#include <vector>

namespace pellucid::gui {
namespace {

QString number(double value) {
  return QString::fromStdString(pellucid::number_text(value));
}

struct Write {
  const Recipe& recipe;
  QString operator()(const FieldAccess<double>& f) const { return number(f.read(recipe)); }
  QString operator()(const FieldAccess<int>& f) const { return QString::number(f.read(recipe)); }
  QString operator()(const FieldAccess<std::string>& f) const { return QString::fromStdString(f.read(recipe)); }
  QString operator()(const FieldAccess<std::optional<double>>& f) const {
    const auto& value = f.read(recipe);
    return value ? number(*value) : QString();
  }
  QString operator()(const FieldAccess<std::optional<OrientationMatrix>>& f) const {
    const auto& m = f.read(recipe);
    return m ? QStringLiteral("[[%1, %2], [%3, %4]]")
                   .arg(m->at(0)[0])
                   .arg(m->at(0)[1])
                   .arg(m->at(1)[0])
                   .arg(m->at(1)[1])
             : QString();
  }
  QString operator()(const FieldAccess<std::optional<ShiftPair>>& f) const {
    const auto& p = f.read(recipe);
    return p ? QStringLiteral("[%1, %2]").arg(p->at(0)).arg(p->at(1)) : QString();
  }
};

/// Every whole number of a text, whatever stands between them.
std::vector<int> integers_in(const QString& text) {
  static const QRegularExpression number_pattern(QStringLiteral("-?\\d+"));
  std::vector<int> found;
  auto at = number_pattern.globalMatch(text);
  while (at.hasNext()) found.push_back(at.next().captured().toInt());
  return found;
}

/// Puts the text's value into the recipe; false where it is none.
struct Read {
  Recipe& recipe;
  const QString& text;

  bool operator()(const FieldAccess<double>& f) const {
    bool ok = false;
    f.edit(recipe) = QLocale::c().toDouble(text, &ok);
    return ok;
  }
  bool operator()(const FieldAccess<int>& f) const {
    bool ok = false;
    f.edit(recipe) = QLocale::c().toInt(text, &ok);
    return ok;
  }
  bool operator()(const FieldAccess<std::string>& f) const {
    f.edit(recipe) = text.toStdString();
    return true;
  }
  bool operator()(const FieldAccess<std::optional<double>>& f) const {
    bool ok = text.isEmpty();
    f.edit(recipe) = ok ? std::nullopt : std::optional(QLocale::c().toDouble(text, &ok));
    return ok;
  }
  bool operator()(const FieldAccess<std::optional<OrientationMatrix>>& f) const {
    const std::vector<int> n = integers_in(text);
    if (!text.isEmpty() && n.size() != 4) return false;
    auto& value = f.edit(recipe);
    value.reset();
    if (!text.isEmpty()) value = OrientationMatrix{{{n[0], n[1]}, {n[2], n[3]}}};
    return true;
  }
  bool operator()(const FieldAccess<std::optional<ShiftPair>>& f) const {
    const std::vector<int> n = integers_in(text);
    if (!text.isEmpty() && n.size() != 2) return false;
    auto& value = f.edit(recipe);
    value.reset();
    if (!text.isEmpty()) value = ShiftPair{n[0], n[1]};
    return true;
  }
};

}  // namespace

QString field_text(const RecipeField& field, const Recipe& recipe) {
  return std::visit(Write{recipe}, field.access);
}

Result<Recipe> with_field(const Recipe& recipe, const RecipeField& field, const QString& text) {
  Recipe changed = recipe;
  const QString trimmed = text.trimmed();
  if (!std::visit(Read{changed, trimmed}, field.access))
    return fail(
        bad_input("recipe.type", field.path(), "this is no such value", describe_range(field), trimmed.toStdString()));
  return parse_recipe(recipe_text(changed), field.path());
}

bool needs_new_inspection(const RecipeField& field) {
  if (field.section == "correlate") return !field.key.starts_with("bootstrap_");
  return !field.section.empty() && field.section != "judge" && field.section != "leakage" && field.section != "limits";
}

}  // namespace pellucid::gui
