/// The open wafer without chips and what is at hand of it: the plane that the map shows and its colours, the classes of
/// defects that are shown, the defect at hand. Everything about such a wafer listens to it; nothing else is shared.
/// Window's thread only.
#pragma once

#include <QImage>
#include <QObject>
#include <optional>

#include "gui/surface/surface_result.h"

namespace pellucid::gui {

class SurfaceSession : public QObject {
  Q_OBJECT

 public:
  explicit SurfaceSession(QObject* parent = nullptr) : QObject(parent) {}

  [[nodiscard]] const SurfaceResultPtr& result() const { return result_; }
  /// Which of the result's planes; requires a result with one.
  [[nodiscard]] std::size_t subject() const { return subject_; }
  [[nodiscard]] const SurfacePlane& plane() const { return result_->planes()[subject_]; }
  [[nodiscard]] bool has_plane() const { return result_ && subject_ < result_->planes().size(); }
  /// A pixel a cell, the top row first; cells without a value are clear. Null until it is drawn.
  [[nodiscard]] const QImage& image() const { return image_; }
  [[nodiscard]] std::optional<std::size_t> current() const { return current_; }
  /// Bit of a class's code: its defects are not shown.
  [[nodiscard]] unsigned hidden() const { return hidden_; }
  [[nodiscard]] bool is_shown(std::size_t defect) const;

 public Q_SLOTS:
  /// Reads a result folder in the background; opened() or failed() follows.
  void open(const QString& folder);
  void close();
  void show_subject(std::size_t plane);
  void set_hidden(unsigned classes);
  void set_current(std::optional<std::size_t> defect);
  /// Next of those that are shown, in the result's order; -1: the one before.
  void step(int way);

 Q_SIGNALS:
  void opened();  ///< another wafer, or none
  void failed(QString what);
  void image_changed();
  void hidden_changed();
  void current_changed();

 private:
  void draw();

  SurfaceResultPtr result_;
  std::size_t subject_ = 0;
  QImage image_;
  unsigned hidden_ = 0;
  std::optional<std::size_t> current_;
  quint64 opening_ = 0, drawing_ = 0;
};

[[nodiscard]] constexpr unsigned bit_of(SurfaceClass surface_class) {
  return 1U << static_cast<unsigned>(surface_class);
}

}  // namespace pellucid::gui
