/// The results of a folder as a list: id, yield, verdict and a small class map of each, read one after another in the
/// background. A result that cannot be read stays in the list with its error. Window's thread only.
#pragma once

#include <QAbstractListModel>
#include <QImage>
#include <QThreadPool>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "gui/operator/verdict.h"

namespace pellucid::gui {

struct LotWafer {
  std::filesystem::path folder;
  bool read = false;
  QString id, lot, acquired_at, problem;  ///< `problem`: why it could not be read
  double yield = 0;
  qint64 chips = 0;
  std::optional<qint64> defects;  ///< of a wafer without chips
  WaferVerdict verdict;
  QImage map;
};

class LotModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { kWafer = Qt::UserRole, kFolder, kId, kYield, kVerdict, kDate };
  static constexpr int kMap_px = 180;

  explicit LotModel(QObject* parent = nullptr);
  ~LotModel() override;

  /// Lets go of what was read before; maps are drawn to stand on this palette's base.
  void read(const std::vector<std::filesystem::path>& results, const QPalette& palette);
  [[nodiscard]] const std::vector<LotWafer>& wafers() const { return wafers_; }
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

 Q_SIGNALS:
  void wafer_read();

 private:
  std::vector<LotWafer> wafers_;
  std::shared_ptr<std::atomic<quint64>> generation_ = std::make_shared<std::atomic<quint64>>(0);
  QThreadPool reader_;
};

}  // namespace pellucid::gui
