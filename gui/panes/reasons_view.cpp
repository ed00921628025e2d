#include "gui/panes/reasons_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

#include "gui/app/wording.h"

namespace pellucid::gui {
namespace {

QString verdict_text(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::found:
      return ReasonsView::tr("found");
    case Finding::Verdict::undecided:
      return ReasonsView::tr("undecided");
    case Finding::Verdict::not_judged:
      return ReasonsView::tr("not judged");
    case Finding::Verdict::holds:
      break;
  }
  return ReasonsView::tr("no");
}

QString limit_text(const Finding& finding) {
  if (!std::isfinite(finding.limit)) return {};
  return (finding.limit_is_upper ? QStringLiteral("≤ ") : QStringLiteral("≥ ")) + number_text(finding.limit);
}

}  // namespace

ReasonsView::ReasonsView(QWidget* parent) : QWidget(parent), problem_(new QLabel), findings_(new QTreeWidget) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->addWidget(problem_);
  layout->addWidget(findings_, 1);
  problem_->setWordWrap(true);
  problem_->setAlignment(Qt::AlignTop);
  problem_->hide();
  findings_->setColumnCount(4);
  findings_->setUniformRowHeights(true);
  findings_->setSelectionMode(QAbstractItemView::NoSelection);
  findings_->setRootIsDecorated(false);
  findings_->setFrameShape(QFrame::NoFrame);
  findings_->header()->setStretchLastSection(false);
  findings_->header()->setMinimumSectionSize(20);
}

void ReasonsView::show_findings(const std::vector<Finding>& findings) {
  problem_->hide();
  findings_->show();
  findings_->clear();
  findings_->setHeaderLabels({tr("Finding"), QString(), tr("Value"), tr("Healthy")});
  for (const Finding& finding : findings) {
    auto* item = new QTreeWidgetItem(findings_, {title_of(finding.chip_class), verdict_text(finding.verdict),
                                                 number_text(finding.value), limit_text(finding)});
    for (int column = 0; column < 4; ++column) {
      item->setToolTip(column, QString::fromStdString(finding.text));
      if (finding.verdict == Finding::Verdict::not_judged)
        item->setForeground(column, palette().brush(QPalette::PlaceholderText));
      if (finding.verdict != Finding::Verdict::found) continue;
      QFont bold = font();
      bold.setBold(true);
      item->setFont(column, bold);
    }
    item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
  }
  findings_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int column = 1; column < 4; ++column) findings_->resizeColumnToContents(column);
}

void ReasonsView::show_problem(const QString& what) {
  findings_->clear();
  findings_->hide();
  problem_->setText(what);
  problem_->show();
}

}  // namespace pellucid::gui
