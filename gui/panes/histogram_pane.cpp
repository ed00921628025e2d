#include "gui/panes/histogram_pane.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QUndoCommand>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/column_box.h"
#include "gui/panes/histogram_plot.h"
#include "gui/panes/reveal.h"

namespace pellucid::gui {
namespace {

struct Counted {
  FloatColumn values;
  std::shared_ptr<const Distribution> distribution;
};

Result<Counted> count(const WaferResult& wafer, const std::string& column, std::span<const ChipClass> classes) {
  auto values = wafer.column(column);
  if (!values) return fail(values.error());
  return Counted{*values, std::make_shared<const Distribution>(distribution_of(**values, classes))};
}

}  // namespace

/// Limits of a column that a person has set, with those before.
class LimitsSet : public QUndoCommand {
 public:
  using Limits = HistogramPane::Limits;
  LimitsSet(HistogramPane& pane, std::string column, const Limits& after, bool stepwise)
      : QUndoCommand(HistogramPane::tr("limits of %1").arg(title_of(column))),
        pane_(pane),
        column_(std::move(column)),
        before_(pane.settled_),
        after_(after),
        stepwise_(stepwise) {
    since_.start();
  }
  void undo() override { pane_.set_limits(column_, before_); }
  void redo() override { pane_.set_limits(column_, after_); }
  [[nodiscard]] int id() const override { return stepwise_ ? 1 : -1; }
  /// A box whose arrow is held down makes one step.
  bool mergeWith(const QUndoCommand* other) override {
    constexpr qint64 kPause_ms = 800;
    const auto* next = dynamic_cast<const LimitsSet*>(other);
    if (next == nullptr || next->column_ != column_ || since_.restart() > kPause_ms) return false;
    after_ = next->after_;
    return true;
  }

 private:
  HistogramPane& pane_;
  std::string column_;
  Limits before_, after_;
  bool stepwise_;
  QElapsedTimer since_;
};

void HistogramPane::settle(bool stepwise) {
  const Limits now{plot_->lower(), plot_->upper()};
  if (now != settled_) session_.history().push(new LimitsSet(*this, columns_->column(), now, stepwise));
}

void HistogramPane::set_limits(const std::string& column, const Limits& limits) {
  reveal(*this);
  const bool same_column = columns_->column() == column;
  if (same_column && distribution_) {
    settled_ = limits;
    return plot_->set_limits(limits.lower, limits.upper);
  }
  wanted_ = limits;  // once it is read
  if (!same_column) columns_->set_column(column);
}

HistogramPane::HistogramPane(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), columns_(new ColumnBox(session)), plot_(new HistogramPlot) {
  make_controls();
  auto* line = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{columns_, parts_, log_, fit_}) line->addWidget(widget);
  line->addStretch(1);
  for (QWidget* widget : std::initializer_list<QWidget*>{lower_title_, lower_, upper_title_, upper_, colours_, pick_})
    line->addWidget(widget);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 4);
  layout->setSpacing(3);
  layout->addLayout(line);
  layout->addWidget(plot_, 1);
  layout->addWidget(effect_);
  connect(columns_, &ColumnBox::column_changed, this, &HistogramPane::recount);
  connect(&session_, &Session::picture_changed, this, [this] {
    if (session_.wafer() && session_.trial_classes() != counted_classes_) recount();
  });
  connect(&session_, &Session::picked_changed, this, &HistogramPane::count_picked);
  connect(plot_, &HistogramPlot::limits_changed, this, &HistogramPane::show_limits);
  connect(plot_, &HistogramPlot::limit_dropped, this, [this] { settle(false); });
  connect(plot_, &HistogramPlot::range_chosen, this, [this](double low, double high) { pick_range(low, high, false); });
  retranslate();
}

void HistogramPane::make_controls() {
  parts_ = new QComboBox;
  for (const auto parts :
       {HistogramPlot::Parts::outlined, HistogramPlot::Parts::stacked, HistogramPlot::Parts::together})
    parts_->addItem(QString(), static_cast<int>(parts));
  connect(parts_, &QComboBox::currentIndexChanged, this,
          [this] { plot_->set_parts(static_cast<HistogramPlot::Parts>(parts_->currentData().toInt())); });
  log_ = new QCheckBox;
  log_->setChecked(true);
  connect(log_, &QCheckBox::toggled, plot_, &HistogramPlot::set_log_counts);
  const auto limit = [this] {
    auto* box = new QDoubleSpinBox;
    box->setRange(-1e15, 1e15);
    box->setKeyboardTracking(false);
    box->setMaximumWidth(110);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return box;
  };
  lower_ = limit();
  upper_ = limit();
  connect(lower_, &QDoubleSpinBox::valueChanged, plot_, [this](double x) {
    plot_->set_limits(x, plot_->upper());
    settle(true);
  });
  connect(upper_, &QDoubleSpinBox::valueChanged, plot_, [this](double x) {
    plot_->set_limits(plot_->lower(), x);
    settle(true);
  });
  lower_title_ = new QLabel;
  upper_title_ = new QLabel;
  lower_title_->setBuddy(lower_);
  upper_title_->setBuddy(upper_);
  effect_ = new QLabel;
  effect_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  const auto button = [] {
    auto* made = new QToolButton;
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return made;
  };
  fit_ = button();
  connect(fit_, &QToolButton::clicked, plot_, &HistogramPlot::fit);
  colours_ = button();
  colours_->setCheckable(true);
  connect(colours_, &QToolButton::toggled, this, &HistogramPane::colour_by_limits);
  connect(&session_, &Session::range_changed, this, [this] {
    // The map's own range came with the column that was asked for: the limits take its place.
    if (colours_->isChecked() && session_.subject().toStdString() == columns_->column()) colour_by_limits();
  });
  pick_ = button();
  connect(pick_, &QToolButton::clicked, this, [this] { pick_range(plot_->lower(), plot_->upper(), true); });
}

void HistogramPane::retranslate() {
  parts_->setItemText(0, tr("Outlined"));
  parts_->setItemText(1, tr("Stacked"));
  parts_->setItemText(2, tr("All together"));
  parts_->setToolTip(tr("How the bars of good chips and of others are drawn"));
  log_->setText(tr("Log counts"));
  lower_title_->setText(tr("Lower limit"));
  upper_title_->setText(tr("Upper limit"));
  fit_->setText(tr("Fit"));
  fit_->setToolTip(tr("Shows where the values lie. The wheel zooms, a drag moves the view"));
  colours_->setText(tr("Use as colour range"));
  colours_->setToolTip(tr("The map's colours follow the limits"));
  pick_->setText(tr("Pick out beyond"));
  pick_->setToolTip(tr("Picks out the chips beyond the limits. A double click picks those of one bar or one side"));
  columns_->setAccessibleName(tr("Column of the histogram"));
  plot_->setAccessibleName(tr("Histogram"));
  show_effect();
}

/// A pane that nobody sees reads nothing.
void HistogramPane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) recount();
}

void HistogramPane::recount() {
  const quint64 ticket = ++counting_;
  const std::string column = columns_->column();
  counted_classes_ = session_.trial_classes();
  stale_ = !isVisible();
  if (column.empty() || stale_) {
    values_.reset();
    distribution_.reset();
    plot_->set_distribution(nullptr, {}, false);
    show_effect();
    return;
  }
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), trial = counted_classes_, column] {
        return count(*wafer, column, trial ? *trial : wafer->classes());
      },
      [this, ticket, column](Result<Counted> counted) {
        if (ticket != counting_) return;
        if (!counted) {
          effect_->setText(QString::fromStdString(counted.error().message()));
          return;
        }
        const bool same_values = values_ == counted->values;  // only the classes are others
        values_ = counted->values;
        distribution_ = counted->distribution;
        plot_->set_distribution(distribution_, axis_title(*session_.wafer(), column), same_values);
        settled_ = {plot_->lower(), plot_->upper()};
        if (wanted_) set_limits(column, *std::exchange(wanted_, std::nullopt));
        show_effect();
        count_picked();
      });
}

void HistogramPane::count_picked() {
  const quint64 ticket = ++picking_;
  if (!session_.picked() || !values_) return plot_->set_picked(nullptr);
  in_background(
      this, reading_pool(),
      [values = values_, chips = session_.picked()->chips] {
        return std::make_shared<const SortedValues>(values_of(*values, *chips));
      },
      [this, ticket](std::shared_ptr<const SortedValues> picked) {
        if (ticket == picking_) plot_->set_picked(std::move(picked));
      });
}

void HistogramPane::show_limits() {
  const QSignalBlocker quiet_lower(lower_), quiet_upper(upper_);
  const double span = std::max(plot_->upper() - plot_->lower(), 1e-12);
  const int decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(span))), 0, 12);
  for (const auto& [box, value] : {std::pair{lower_, plot_->lower()}, std::pair{upper_, plot_->upper()}}) {
    box->setDecimals(std::max(decimals, box->hasFocus() ? box->decimals() : 0));
    box->setValue(value);
  }
  show_effect();
  if (colours_->isChecked()) colour_by_limits();
}

void HistogramPane::show_effect() {
  const bool shown = distribution_ && distribution_->size() > 0;
  for (QWidget* widget : std::initializer_list<QWidget*>{lower_, upper_, colours_, pick_, fit_, parts_, log_})
    widget->setEnabled(shown);
  if (!shown) {
    effect_->setText(distribution_ ? tr("No chip has a value in this column.") : QString());
    return;
  }
  const LimitEffect effect = effect_of(*distribution_, plot_->lower(), plot_->upper());
  const auto percent = [](double share) { return QLocale().toString(100 * share, 'f', 3); };
  effect_->setText(
      tr("Beyond the limits: <b>%1</b> of %2 chips (%3 %), %4 of them good now.   Yield %5 % → <b>%6 %</b>")
          .arg(count_text(effect.beyond), count_text(distribution_->size()), percent(effect.share_beyond),
               count_text(effect.good_beyond), percent(effect.yield_now), percent(effect.yield_then)));
}

void HistogramPane::colour_by_limits() {
  if (!colours_->isChecked() || !distribution_) return;
  const QString column = QString::fromStdString(columns_->column());
  if (session_.subject() != column) return session_.show_subject(column);  // range_changed() follows
  session_.set_range({static_cast<float>(plot_->lower()), static_cast<float>(plot_->upper())});
}

void HistogramPane::pick_range(double low, double high, bool outside) {
  if (!values_) return;
  in_background(
      this, reading_pool(),
      [values = values_, low, high, outside] {
        return std::make_shared<const ChipSet>(chips_within(*values, low, high, outside));
      },
      [this, wafer = session_.wafer()](std::shared_ptr<const ChipSet> chips) {
        if (wafer == session_.wafer()) session_.pick(std::move(chips));
      });
}

void HistogramPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
