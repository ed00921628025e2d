#include "gui/surface/surface_session.h"

#include "gui/model/background.h"
#include "gui/surface/surface_drawing.h"

namespace pellucid::gui {

bool SurfaceSession::is_shown(std::size_t defect) const {
  return (hidden_ & bit_of(result_->defects()[defect].surface_class)) == 0;
}

void SurfaceSession::open(const QString& folder) {
  const quint64 ticket = ++opening_;
  in_background(
      this, reading_pool(), [path = folder.toStdString()] { return SurfaceResult::open(path); },
      [this, ticket](Result<SurfaceResultPtr> result) {
        if (ticket != opening_) return;
        if (!result) {
          Q_EMIT failed(QString::fromStdString(result.error().message()));
          return;
        }
        result_ = std::move(*result);
        subject_ = 0;
        image_ = {};
        hidden_ = 0;
        current_.reset();
        Q_EMIT opened();
        Q_EMIT current_changed();
        draw();
      });
}

void SurfaceSession::close() {
  ++opening_, ++drawing_;
  result_.reset();
  image_ = {};
  current_.reset();
  Q_EMIT opened();
  Q_EMIT current_changed();
}

void SurfaceSession::show_subject(std::size_t plane) {
  if (!result_ || plane == subject_ || plane >= result_->planes().size()) return;
  subject_ = plane;
  draw();
}

void SurfaceSession::draw() {
  const quint64 ticket = ++drawing_;
  if (!has_plane()) return;
  in_background(
      this, reading_pool(), [result = result_, plane = plane()] { return plane_image(result->grid(), plane); },
      [this, ticket](const QImage& image) {
        if (ticket != drawing_) return;
        image_ = image;
        Q_EMIT image_changed();
      });
}

void SurfaceSession::set_hidden(unsigned classes) {
  if (classes == hidden_) return;
  hidden_ = classes;
  Q_EMIT hidden_changed();
  if (current_ && !is_shown(*current_)) set_current({});
}

void SurfaceSession::set_current(std::optional<std::size_t> defect) {
  if (defect == current_) return;
  current_ = defect;
  Q_EMIT current_changed();
}

void SurfaceSession::step(int way) {
  if (!result_) return;
  const auto count = static_cast<std::ptrdiff_t>(result_->defects().size());
  std::ptrdiff_t at = current_ ? static_cast<std::ptrdiff_t>(*current_) : (way > 0 ? -1 : count);
  for (at += way; at >= 0 && at < count; at += way) {
    if (is_shown(static_cast<std::size_t>(at))) return set_current(static_cast<std::size_t>(at));
  }
}

}  // namespace pellucid::gui
