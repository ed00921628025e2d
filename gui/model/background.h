/// Work off the window's thread. Call from the window's thread; `then` comes back to it, and never after `context` is
/// gone.
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <tuple>
#include <utility>

namespace pellucid::gui {

/// Runs `work()` on the pool, then `then(its result)` on the window's thread.
template <class Work, class Then>
void in_background(QObject* context, QThreadPool& pool, Work work, Then then, int priority = 0) {
  pool.start(
      [guard = QPointer<QObject>(context), work = std::move(work), then = std::move(then)]() mutable {
        auto result = work();
        auto* application = QCoreApplication::instance();
        if (application == nullptr) return;
        QMetaObject::invokeMethod(
            application,
            [guard, result = std::move(result), then = std::move(then)]() mutable {
              if (guard) then(std::move(result));
            },
            Qt::QueuedConnection);
      },
      priority);
}

/// The pool for reading columns and files; tiles have one of their own, so that they never wait for a disk.
[[nodiscard]] QThreadPool& reading_pool();
[[nodiscard]] QThreadPool& tile_pool();
/// Ends what is handed over in a worker: giving back a gigabyte takes longer than a frame.
template <class... Things>
void let_go(Things... things) {
  reading_pool().start([held = std::make_tuple(std::move(things)...)] {});
}
/// Drops what waits and lets what runs come to its end: before the program leaves main(), as libraries that close
/// themselves there must not be at work.
void finish_background();

}  // namespace pellucid::gui
