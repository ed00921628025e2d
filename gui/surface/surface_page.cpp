#include "gui/surface/surface_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/app/wording.h"
#include "gui/operator/verdict.h"
#include "gui/surface/defect_card.h"
#include "gui/surface/defect_list.h"
#include "gui/surface/surface_legend.h"
#include "gui/surface/surface_map.h"
#include "gui/surface/surface_sheet.h"
#include "gui/surface/surface_wording.h"
#include "gui/surface/uniformity_view.h"

namespace pellucid::gui {

SurfacePage::SurfacePage(QWidget* parent)
    : QWidget(parent),
      map_(new SurfaceMap(session_)),
      legend_(new SurfaceLegend(session_)),
      card_(new DefectCard(session_)),
      list_(new DefectList(session_)),
      uniformity_(new UniformityView(session_)),
      head_(new QLabel),
      place_(new QLabel),
      planes_(new QComboBox),
      fit_(new QPushButton),
      close_(new QPushButton),
      zones_(new QCheckBox),
      tabs_(new QTabWidget) {
  auto* bar = new QHBoxLayout;
  bar->addWidget(head_, 1);
  for (QWidget* widget : std::initializer_list<QWidget*>{planes_, zones_, fit_, close_}) bar->addWidget(widget);
  head_->setTextInteractionFlags(Qt::TextSelectableByMouse);

  auto* side = new QSplitter(Qt::Vertical);
  side->addWidget(legend_);
  side->addWidget(card_);
  side->setStretchFactor(1, 1);
  side->setSizes({210, 500});
  constexpr int kLeastSide_px = 280;
  side->setMinimumWidth(kLeastSide_px);
  auto* upper = new QSplitter(Qt::Horizontal);
  upper->addWidget(map_);
  upper->addWidget(side);
  upper->setStretchFactor(0, 1);
  upper->setSizes({1000, 320});
  tabs_->setDocumentMode(true);
  tabs_->addTab(list_, QString());
  tabs_->addTab(uniformity_, QString());
  auto* all = new QSplitter(Qt::Vertical);
  all->addWidget(upper);
  all->addWidget(tabs_);
  all->setStretchFactor(0, 1);
  all->setSizes({600, 230});
  for (QSplitter* splitter : {side, upper, all}) splitter->setChildrenCollapsible(false);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 4);
  layout->addLayout(bar);
  layout->addWidget(all, 1);
  layout->addWidget(place_);
  connect(planes_, &QComboBox::activated, this,
          [this](int index) { session_.show_subject(static_cast<std::size_t>(index)); });
  connect(zones_, &QCheckBox::toggled, map_, &SurfaceMap::set_zones);
  connect(fit_, &QPushButton::clicked, map_, &SurfaceMap::fit);
  connect(close_, &QPushButton::clicked, this, [this] {
    session_.close();
    Q_EMIT closed();
  });
  connect(list_, &DefectList::defect_wanted, map_, &SurfaceMap::show_current);
  connect(map_, &SurfaceMap::hovered, this, &SurfacePage::show_place);
  connect(&session_, &SurfaceSession::opened, this, &SurfacePage::show_result);
  retranslate();
  show_result();
}

void SurfacePage::show_result() {
  fill_planes();
  head_->clear();
  place_->setText(QStringLiteral(" "));
  if (!session_.result()) return;
  const Summary& summary = session_.result()->summary();
  const WaferVerdict verdict = verdict_of(summary);
  head_->setText(QStringLiteral("<b style='font-size:large'>%1</b> &nbsp; <b style='color:%2'>%3</b> &nbsp; %4")
                     .arg(name_of(summary).toHtmlEscaped(), colour_of(verdict.verdict).name(),
                          title_of(verdict.verdict).toHtmlEscaped(),
                          facts_of(session_.result()->surface()).toHtmlEscaped()));
  head_->setToolTip(verdict.reasons.join(QLatin1Char('\n')));
}

void SurfacePage::fill_planes() {
  planes_->clear();
  if (!session_.result()) return;
  for (const SurfacePlane& plane : session_.result()->planes()) planes_->addItem(title_of(*session_.result(), plane));
  planes_->setCurrentIndex(static_cast<int>(session_.subject()));
}

void SurfacePage::show_place(std::optional<Vec2> place_um) {
  if (!place_um || !session_.has_plane()) return place_->setText(QStringLiteral(" "));
  QString text = tr("x %1 mm, y %2 mm").arg(place_text(place_um->x), place_text(place_um->y));
  if (const auto value = session_.result()->value_at(session_.plane(), *place_um))
    text += QStringLiteral("   %1 %2").arg(title_of(*session_.result(), session_.plane()), number_text(*value));
  place_->setText(text);
}

ExportSource SurfacePage::export_source() const {
  ExportSource source;
  source.result = session_.result()->folder();
  source.kinds = {ExportKind::map_png,       ExportKind::report_pdf, ExportKind::defects_csv,
                  ExportKind::defects_jsonl, ExportKind::klarf12,    ExportKind::klarf18};
  source.sheet = [result = session_.result(), plane = session_.plane(), image = session_.image(),
                  hidden = session_.hidden(), zones = map_->shows_zones(), view = map_->viewport(),
                  size = QSizeF(map_->size())](bool whole) -> SheetPtr {
    auto sheet = std::make_shared<SurfaceSheet>(result, plane, image);
    sheet->style.hidden = hidden;
    sheet->style.zones = zones;
    sheet->view_size = whole ? QSizeF(1000, 1000) : size;
    sheet->view = whole ? whole_surface(*result, sheet->view_size) : view;
    return sheet;
  };
  return source;
}

void SurfacePage::retranslate() {
  zones_->setText(tr("Zones"));
  fit_->setText(tr("Whole wafer"));
  close_->setText(tr("Close"));
  tabs_->setTabText(0, tr("Defects"));
  tabs_->setTabText(1, tr("Evenness"));
  map_->setAccessibleName(tr("Wafer map"));
  planes_->setToolTip(tr("What the map shows"));
}

void SurfacePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    show_result();
  }
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
