/// The wafer that is being measured: its map fills while the inspection runs, hatched where no chip was measured yet,
/// with what is being done above and a button that stops it. It follows the queue from one wafer to the next and asks
/// for what is new a few times a second, only while somebody looks. Window's thread only.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <memory>

#include "gui/model/session.h"
#include "gui/run/job_queue.h"

class QLabel;
class QPushButton;

namespace pellucid::gui {

class ColourBar;
class LivePicture;
class MapView;

class LivePage : public QWidget {
  Q_OBJECT

 public:
  explicit LivePage(JobQueue& queue, QWidget* parent = nullptr);
  ~LivePage() override;

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] MapView& map() { return *map_; }

 Q_SIGNALS:
  void closed();  ///< "Back to the map" was pressed

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void follow(const RunJob& job);
  void look();
  void show_state(const RunJob& job);
  void retranslate();

  JobQueue& queue_;
  Session session_;  ///< of its own: the window's wafer stays as it is
  MapView* map_;
  ColourBar* bar_;
  QLabel *title_, *state_, *note_;
  QPushButton *cancel_, *back_;
  QTimer tick_;
  QElapsedTimer cost_;
  quint64 job_ = 0;  ///< the one that is shown; 0: none yet
  std::shared_ptr<LivePicture> maker_;
  bool looking_ = false, is_over_ = false;
};

}  // namespace pellucid::gui
