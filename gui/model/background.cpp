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

void finish_background() {
  for (QThreadPool* pool : {&reading_pool(), &tile_pool()}) {
    pool->clear();
    pool->waitForDone();
  }
}

}  // namespace pellucid::gui
