#include "gui/lot/lot_model.h"

#include <QPainter>
#include <QPalette>
#include <cmath>
#include <limits>

#include "gui/map/map_image.h"
#include "gui/model/background.h"
#include "gui/surface/surface_drawing.h"

namespace pellucid::gui {
namespace {

QImage surface_map(const std::filesystem::path& folder, const MapImageStyle& style, QString& problem) {
  const auto surface = SurfaceResult::open(folder);
  if (!surface) {
    problem = QString::fromStdString(surface.error().message());
    return {};
  }
  constexpr QSize kSize(2 * LotModel::kMap_px, 2 * LotModel::kMap_px);
  QImage image(kSize, QImage::Format_RGB32);
  QPainter painter(&image);
  const SurfaceStyle look{style.ink, QColor::fromRgb(style.tile.background), 0, false, false};
  const auto& planes = (*surface)->planes();
  draw_surface(painter, **surface, planes.empty() ? QImage() : plane_image((*surface)->grid(), planes.front()), look,
               whole_surface(**surface, kSize), kSize);
  return image;
}

QImage class_map(const std::filesystem::path& folder, MapImageStyle style, QString& problem) {
  auto wafer = WaferResult::open(folder);
  if (!wafer) {
    problem = QString::fromStdString(wafer.error().message());
    return {};
  }
  const auto picture = MapPicture::make(*wafer, kClassSubject);
  if (!picture) return {};
  style.overlay.fields = false;
  style.scale_bar = false;
  constexpr QSize kSize(2 * LotModel::kMap_px, 2 * LotModel::kMap_px);  // sharp on dense screens
  return map_image(**picture, nullptr, style, whole_wafer(**wafer, kSize), kSize);
}

LotWafer read_wafer(const std::filesystem::path& folder, const MapImageStyle& style) {
  LotWafer wafer;
  wafer.folder = folder;
  wafer.read = true;
  wafer.id = QString::fromStdString(folder.filename().string());
  const auto summary = read_summary(folder / "summary.json");
  if (!summary) {
    wafer.problem = QString::fromStdString(summary.error().message());
    return wafer;
  }
  if (!summary->wafer.id.empty()) wafer.id = QString::fromStdString(summary->wafer.id);
  wafer.lot = QString::fromStdString(summary->wafer.lot);
  wafer.acquired_at = QString::fromStdString(summary->acquired_at);
  wafer.yield = summary->yield;
  wafer.chips = summary->chips();
  wafer.verdict = verdict_of(*summary);
  wafer.defects = summary->surface ? std::optional(summary->surface->defects) : std::nullopt;
  wafer.map = summary->surface ? surface_map(folder, style, wafer.problem) : class_map(folder, style, wafer.problem);
  if (!wafer.problem.isEmpty()) wafer.yield = std::numeric_limits<double>::quiet_NaN();
  return wafer;
}

}  // namespace

LotModel::LotModel(QObject* parent) : QAbstractListModel(parent) {
  reader_.setMaxThreadCount(1);  // one wafer in memory at a time
}

LotModel::~LotModel() {
  ++*generation_;
  reader_.clear();
  reader_.waitForDone();
}

void LotModel::read(const std::vector<std::filesystem::path>& results, const QPalette& palette) {
  const MapImageStyle style = window_style(palette, {});
  const quint64 mine = ++*generation_;
  reader_.clear();
  beginResetModel();
  wafers_.clear();
  for (const auto& folder : results) {
    LotWafer& wafer = wafers_.emplace_back();
    wafer.folder = folder;
    wafer.id = QString::fromStdString(folder.filename().string());
  }
  endResetModel();
  for (std::size_t i = 0; i < results.size(); ++i) {
    in_background(
        this, reader_,
        [folder = results[i], style, generation = generation_, mine] {
          return *generation == mine ? read_wafer(folder, style) : LotWafer{};
        },
        [this, i, mine](LotWafer wafer) {
          if (*generation_ != mine) return;
          wafers_[i] = std::move(wafer);
          const QModelIndex at = index(static_cast<int>(i));
          Q_EMIT dataChanged(at, at);
          Q_EMIT wafer_read();
        });
  }
}

int LotModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(wafers_.size());
}

QVariant LotModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const LotWafer& wafer = wafers_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case kId:
      return wafer.id;
    case Qt::ToolTipRole:
    case kFolder:
      return QString::fromStdString(wafer.folder.string());
    case kYield:
      return std::isfinite(wafer.yield) ? wafer.yield : -1.0;
    case kVerdict:  // worst first
      return wafer.verdict.verdict == Verdict::fail ? 0 : wafer.verdict.verdict == Verdict::hold ? 1 : 2;
    case kDate:
      return wafer.acquired_at;
    default:
      return {};
  }
}

}  // namespace pellucid::gui
