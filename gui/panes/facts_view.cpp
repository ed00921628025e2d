#include "gui/panes/facts_view.h"

#include <QHeaderView>
#include <cmath>

#include "gui/app/wording.h"

namespace pellucid::gui {
namespace {

QString source_text(WavelengthSource source) {
  switch (source) {
    case WavelengthSource::surface:
      return FactsView::tr("interpolated");
    case WavelengthSource::spectrum:
      return FactsView::tr("spectrum on this chip");
    case WavelengthSource::ratio:
      return FactsView::tr("ratio of two bands");
    case WavelengthSource::none:
      break;
  }
  return FactsView::tr("none");
}

QString value_text(const Fact& fact) {
  const std::string name = fact.column.substr(0, fact.column.find('@'));
  if (name == "el_pass" && std::isfinite(fact.value))
    return fact.value > 0 ? FactsView::tr("passes") : FactsView::tr("fails");
  if (!std::isfinite(fact.value)) return FactsView::tr("not measured");
  if (name == "wavelength_source") return source_text(static_cast<WavelengthSource>(static_cast<int>(fact.value)));
  return uncertain_text(fact.value, fact.sigma);
}

QString group_title(const FactGroup& group) {
  switch (group.about) {
    case FactGroup::About::layer:
      return FactsView::tr("Layer %1").arg(QString::fromStdString(group.layer));
    case FactGroup::About::wavelength:
      return FactsView::tr("Wavelength");
    case FactGroup::About::leak:
      return FactsView::tr("Leakage");
    case FactGroup::About::el:
      return FactsView::tr("Electroluminescence");
    case FactGroup::About::other:
      break;
  }
  return FactsView::tr("Others");
}

}  // namespace

FactsView::FactsView(QWidget* parent) : QTreeWidget(parent) {
  setColumnCount(3);
  setUniformRowHeights(true);
  setSelectionMode(QAbstractItemView::NoSelection);
  setRootIsDecorated(false);
  setIndentation(10);
  setHeaderHidden(true);
  setFrameShape(QFrame::NoFrame);
  header()->setStretchLastSection(false);
  header()->setMinimumSectionSize(20);
}

void FactsView::show_facts(const ChipFacts& facts) {
  clear();
  for (const FactGroup& group : facts.groups) add_group(group);
  expandAll();
  header()->setSectionResizeMode(0, QHeaderView::Stretch);
  resizeColumnToContents(1);
  resizeColumnToContents(2);
}

void FactsView::add_group(const FactGroup& group) {
  auto* top = new QTreeWidgetItem(this, {group_title(group)});
  QFont bold = font();
  bold.setBold(true);
  top->setFont(0, bold);
  top->setFirstColumnSpanned(true);
  for (const Fact& fact : group.facts) {
    const std::string name = fact.column.substr(0, fact.column.find('@'));  // its layer heads the group
    auto* item = new QTreeWidgetItem(
        top, {title_of(name), value_text(fact), name == "el_pass" ? QString() : unit_text(fact.units)});
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(0, QString::fromStdString(fact.column));
    if (!std::isfinite(fact.value)) item->setForeground(1, palette().brush(QPalette::PlaceholderText));
  }
}

}  // namespace pellucid::gui
