#include "gui/panes/scatter_pane.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/column_box.h"
#include "gui/panes/scatter_plot.h"

namespace pellucid::gui {
namespace {

struct Read {
  ScatterInput input;
  ValueRect natural;
  Correlation correlation;
};

Result<Read> read_columns(ScatterInput input, const std::string& x, const std::string& y) {
  auto xs = input.wafer->column(x);
  if (!xs) return fail(xs.error());
  auto ys = input.wafer->column(y);
  if (!ys) return fail(ys.error());
  input.x = std::move(*xs);
  input.y = std::move(*ys);
  Read read{input, natural_rect(input), correlation_of(input)};
  return read;
}

}  // namespace

ScatterPane::ScatterPane(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      x_columns_(new ColumnBox(session, "relative_intensity")),
      y_columns_(new ColumnBox(session, "el_intensity")),
      plot_(new ScatterPlot),
      x_title_(new QLabel),
      y_title_(new QLabel),
      told_(new QLabel),
      fit_(new QToolButton) {
  auto* line = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{x_title_, x_columns_, y_title_, y_columns_, fit_})
    line->addWidget(widget);
  line->addStretch(1);
  line->addWidget(told_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 4);
  layout->setSpacing(3);
  layout->addLayout(line);
  layout->addWidget(plot_, 1);
  told_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  redraw_.setSingleShot(true);
  redraw_.setInterval(0);
  connect(&redraw_, &QTimer::timeout, this, &ScatterPane::draw);
  const auto soon = [this] { redraw_.start(); };
  connect(x_columns_, &ColumnBox::column_changed, this, &ScatterPane::read);
  connect(y_columns_, &ColumnBox::column_changed, this, &ScatterPane::read);
  connect(&session_, &Session::picture_changed, this, [this] {
    if (session_.wafer() && input_.x && session_.trial_classes() != input_.trial) read();
  });
  connect(&session_, &Session::picked_changed, this, soon);
  connect(&session_, &Session::current_changed, this, &ScatterPane::show_current);
  connect(plot_, &ScatterPlot::rect_changed, this, soon);
  connect(plot_, &ScatterPlot::lasso_drawn, this, &ScatterPane::pick_inside);
  connect(plot_, &ScatterPlot::clicked, this, &ScatterPane::take_nearest);
  const auto fit = [this] { plot_->set_rect(natural_); };
  connect(plot_, &ScatterPlot::fit_wanted, this, fit);
  connect(fit_, &QToolButton::clicked, this, fit);
  retranslate();
}

void ScatterPane::retranslate() {
  x_title_->setText(tr("Across"));
  y_title_->setText(tr("Up"));
  fit_->setText(tr("Fit"));
  fit_->setToolTip(tr("Shows where the values lie. The wheel zooms, the right button moves the view"));
  plot_->setToolTip(tr("Draw about chips to pick them out, click one to take it"));
  plot_->setAccessibleName(tr("Scatter plot"));
  x_columns_->setAccessibleName(tr("Column across"));
  y_columns_->setAccessibleName(tr("Column up"));
  if (input_.x) {
    plot_->set_titles(axis_title(*input_.wafer, x_columns_->column()), axis_title(*input_.wafer, y_columns_->column()));
  }
  show_correlation();
}

/// A pane that nobody sees reads nothing.
void ScatterPane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_)
    read();
  else
    redraw_.start();
}

void ScatterPane::read() {
  const quint64 ticket = ++reading_;
  ++drawing_;
  const std::string x = x_columns_->column(), y = y_columns_->column();
  stale_ = !isVisible();
  if (x.empty() || y.empty() || stale_) {
    input_ = {};
    correlation_.reset();
    plot_->clear();
    show_correlation();
    return;
  }
  ScatterInput input{session_.wafer(), nullptr, nullptr, session_.trial_classes(), nullptr};
  in_background(
      this, reading_pool(), [input, x, y] { return read_columns(input, x, y); },
      [this, ticket](Result<Read> done) {
        if (ticket != reading_) return;
        if (!done) {
          told_->setText(QString::fromStdString(done.error().message()));
          return;
        }
        const bool same = input_.x == done->input.x && input_.y == done->input.y;  // only the classes are others
        input_ = std::move(done->input);
        natural_ = done->natural;
        correlation_ = done->correlation;
        retranslate();
        if (same)
          redraw_.start();
        else
          plot_->set_rect(natural_);
        show_current();
      });
}

void ScatterPane::draw() {
  if (!input_.x || !isVisible()) return;
  const quint64 ticket = ++drawing_;
  ScatterInput input = input_;
  if (session_.picked()) input.picked = session_.picked()->chips;
  // Two pixels a cell: enough to see, and a chip of its own is a dot.
  const QSize cells = (plot_->size_px() / 2).expandedTo({16, 16}).boundedTo({800, 600});
  in_background(
      this, reading_pool(),
      [input, rect = plot_->rect(), cells] {
        return std::make_shared<const ScatterView>(scatter_view(input, rect, cells.width(), cells.height()));
      },
      [this, ticket](const std::shared_ptr<const ScatterView>& view) {
        if (ticket != drawing_) return;
        drawn_ = ticket;
        plot_->show_view(*view);
      });
}

void ScatterPane::show_current() {
  const auto row = session_.current();
  if (!row || !input_.x || input_.wafer != session_.wafer()) return plot_->set_current(std::nullopt);
  plot_->set_current(QPointF((*input_.x)[*row], (*input_.y)[*row]));
}

void ScatterPane::show_correlation() {
  if (!correlation_) return told_->clear();
  const auto r = [](double value) {
    return std::isfinite(value) ? QLocale().toString(value, 'f', 4) : QStringLiteral("–");
  };
  told_->setText(tr("%1 chips, r = <b>%2</b>   good: %3, r = <b>%4</b>")
                     .arg(count_text(correlation_->chips), r(correlation_->r), count_text(correlation_->good_chips),
                          r(correlation_->r_good)));
}

void ScatterPane::pick_inside(const QPolygonF& lasso) {
  if (!input_.x) return;
  in_background(
      this, reading_pool(),
      [input = input_, lasso] { return std::make_shared<const ChipSet>(chips_inside(input, lasso)); },
      [this, wafer = input_.wafer](std::shared_ptr<const ChipSet> chips) {
        if (wafer == session_.wafer()) session_.pick(std::move(chips));
      });
}

void ScatterPane::take_nearest(QPointF place, QSizeF values_per_px) {
  if (!input_.x) return;
  constexpr double kReach_px = 8;
  in_background(
      this, reading_pool(),
      [input = input_, place, values_per_px] { return nearest_chip(input, place, values_per_px, kReach_px); },
      [this, wafer = input_.wafer](std::optional<std::size_t> row) {
        if (wafer == session_.wafer() && row) session_.set_current(row);
      });
}

void ScatterPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
