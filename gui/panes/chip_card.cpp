#include "gui/panes/chip_card.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/model/background.h"
#include "gui/model/chip_evidence.h"
#include "gui/panes/facts_view.h"
#include "gui/panes/neighbours_view.h"
#include "gui/panes/pixels_view.h"
#include "gui/panes/power_curve.h"
#include "gui/panes/reasons_view.h"
#include "gui/panes/spectrum_view.h"

namespace pellucid::gui {

ChipCard::ChipCard(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      head_(new QLabel),
      findings_(new QLabel),
      pixels_(new PixelsView(session)),
      tabs_(new QTabWidget),
      facts_view_(new FactsView),
      reasons_(new ReasonsView),
      neighbours_page_(new QWidget),
      side_(new QComboBox),
      neighbours_title_(new QLabel),
      neighbours_(new NeighboursView(session)),
      power_curve_(new PowerCurve),
      spectrum_(new SpectrumView) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  constexpr int kLeastWidth_px = 290;  // names of findings beside their values, in every language
  setMinimumWidth(kLeastWidth_px);
  layout->addWidget(head_);
  layout->addWidget(findings_);
  layout->addWidget(pixels_, 2);
  layout->addWidget(tabs_, 3);
  head_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  head_->setWordWrap(true);
  findings_->setWordWrap(true);
  tabs_->setDocumentMode(true);

  auto* page = new QVBoxLayout(neighbours_page_);
  page->setContentsMargins(4, 4, 4, 4);
  auto* line = new QHBoxLayout;
  line->addWidget(neighbours_title_, 1);
  line->addWidget(side_);
  page->addLayout(line);
  page->addWidget(neighbours_, 1);
  for (const int chips : {3, 5, 7, 9}) side_->addItem(QStringLiteral("%1 × %1").arg(chips), chips);
  side_->setCurrentIndex(side_->findData(neighbours_->side()));
  connect(side_, &QComboBox::activated, this, [this] { neighbours_->set_side(side_->currentData().toInt()); });

  tabs_->addTab(facts_view_, QString());
  tabs_->addTab(reasons_, QString());
  tabs_->addTab(neighbours_page_, QString());
  tabs_->addTab(power_curve_, QString());
  tabs_->addTab(spectrum_, QString());
  tabs_->setTabVisible(4, false);
  connect(spectrum_, &SpectrumView::found, this, [this](bool found) { tabs_->setTabVisible(4, found); });
  connect(&session_, &Session::current_changed, this, &ChipCard::read);
  connect(&session_, &Session::opened, this, [this] {
    evidence_ = session_.wafer() ? std::make_shared<ChipEvidence>(session_.wafer()->folder()) : nullptr;
    read();
  });
  connect(&session_, &Session::picture_changed, this, &ChipCard::show_head);
  retranslate();
  show_head();
}

void ChipCard::retranslate() {
  tabs_->setTabText(0, tr("Values"));
  tabs_->setTabText(1, tr("Why"));
  tabs_->setTabText(2, tr("Neighbours"));
  tabs_->setTabText(3, tr("Power"));
  tabs_->setTabText(4, tr("Spectrum"));
  tabs_->setTabToolTip(1, tr("The comparisons that the class rests on"));
  tabs_->setTabToolTip(3, tr("Light against power: a leak bends the curve down at low power"));
  side_->setToolTip(tr("How many neighbours are shown"));
  neighbours_->setAccessibleName(tr("Neighbours of the chip at hand"));
}

void ChipCard::read() {
  facts_.reset();
  show_head();
  const quint64 ticket = ++reading_;
  if (!session_.wafer() || !session_.current()) {
    spectrum_->show_chip(nullptr, {}, {});
    return pixels_->show_place(nullptr, {});
  }
  explain();
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), row = *session_.current()] { return read_chip_facts(*wafer, row); },
      [this, ticket](Result<ChipFacts> facts) {
        if (ticket != reading_) return;
        if (!facts) {
          findings_->setText(QString::fromStdString(facts.error().message()));
          findings_->setVisible(true);
          return;
        }
        facts_ = std::move(*facts);
        facts_view_->show_facts(*facts_);
        power_curve_->show_points(facts_->powers);
        tabs_->setTabVisible(3, facts_->powers.size() > 1);
        pixels_->show_place(evidence_, facts_->place_um);
        spectrum_->show_chip(evidence_, facts_->place_um, session_.wafer()->grid().chip(facts_->table_row));
        show_head();
      });
}

void ChipCard::explain() {
  in_background(
      this, reading_pool(), [evidence = evidence_, row = *session_.current()] { return evidence->explain(row); },
      [this, ticket = reading_](Result<ChipExplanation> why) {
        if (ticket != reading_) return;
        if (!why) return reasons_->show_problem(QString::fromStdString(why.error().message()));
        if (why->findings.empty()) return reasons_->show_problem(QString::fromStdString(why->sentence));
        reasons_->show_findings(why->findings);
      });
}

void ChipCard::show_head() {
  const bool has_chip = session_.wafer() && session_.current();
  tabs_->setVisible(has_chip);
  pixels_->setVisible(has_chip);
  findings_->setVisible(has_chip && facts_);
  if (!has_chip) {
    head_->setText(tr("Click a chip on the map to see what was measured of it."));
    static_cast<QVBoxLayout*>(layout())->setAlignment(head_, Qt::AlignTop);
    return;
  }
  static_cast<QVBoxLayout*>(layout())->setAlignment(head_, {});
  const ChipIndex chip = session_.wafer()->grid().chip(*session_.current());
  const ChipClass chip_class = session_.classes()[*session_.current()];
  // A good chip's colour is pale: the square carries it, the word stays readable.
  QString text =
      QStringLiteral("<b style='font-size:large'>%1</b><br><span style='color:%2'>■</span> <b>%3</b>")
          .arg(tr("Column %1, row %2").arg(chip.column).arg(chip.row).toHtmlEscaped(),
               QColor::fromRgb(colour_of_rank(rank_of(chip_class))).name(), title_of(chip_class).toHtmlEscaped());
  if (facts_)
    text += QStringLiteral(" &nbsp; ") + tr("x %1 mm, y %2 mm")
                                             .arg(facts_->place_um.x / 1000, 0, 'f', 3)
                                             .arg(facts_->place_um.y / 1000, 0, 'f', 3)
                                             .toHtmlEscaped();
  head_->setText(text);
  findings_->setText(findings_text());
  findings_->setVisible(!findings_->text().isEmpty());
  neighbours_title_->setText(title_of(neighbours_->column()));
}

QString ChipCard::findings_text() const {
  if (!facts_) return {};
  QStringList found;
  for (const ChipClass c : kAllClasses) {
    if (c != ChipClass::good && c != ChipClass::unmeasured && (facts_->flags & chip_flag::bit(c)) != 0)
      found.append(title_of(c));
  }
  const std::pair<std::uint32_t, QString> marks[] = {
      {chip_flag::kSaturated, tr("saturated pixels")},
      {chip_flag::kEdge, tr("at an edge")},
      {chip_flag::kPartialCoverage, tr("partly covered by the scan")},
      {chip_flag::kLeakOnPriors, tr("leak from priors, not from a low power")},
      {chip_flag::kNoMesa, tr("no mesa in reflectance")},
  };
  for (const auto& [bit, text] : marks) {
    if ((facts_->flags & bit) != 0) found.append(text);
  }
  return found.isEmpty() ? QString() : tr("Findings: %1").arg(found.join(QStringLiteral(", ")));
}

void ChipCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    show_head();
    if (facts_) facts_view_->show_facts(*facts_);
    if (evidence_ && session_.current()) explain();
  }
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
