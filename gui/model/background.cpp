#include "gui/model/background.h"

namespace pellucid::gui {

QThreadPool& reading_pool() {
  static QThreadPool pool;
  return pool;
}

QThreadPool& tile_pool() {
  static QThreadPool pool;
  return pool;
}

}  // namespace pellucid::gui
