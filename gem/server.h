/// A GEM equipment at work: link, session, equipment and spool on one thread. run() is called once, from any thread;
/// post() and port() from any.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "core/model/error.h"
#include "gem/equipment.h"
#include "gem/hsms_link.h"

namespace pellucid::gem {

struct ServerOptions {
  LinkOptions link;
  SessionOptions session;
  EquipmentOptions equipment;
  std::filesystem::path spool_file;
  SpoolLimits spool;
};

class Server {
 public:
  /// `log` is called from the thread of run(). Errors: those of HsmsLink::open and Spool::open.
  [[nodiscard]] static Result<std::unique_ptr<Server>> open(ServerOptions options, InspectionPort& inspection,
                                                            RecipePort& recipes,
                                                            std::function<void(std::string_view)> log);
  ~Server();

  /// Until a stop is asked for; then the host is told goodbye.
  void run(std::stop_token stop);
  /// Does something with the equipment, on its thread, in the order posted.
  void post(std::function<void(Equipment&)> act);
  [[nodiscard]] std::uint16_t port() const;

 private:
  Server(ServerOptions options, std::function<void(std::string_view)> log);
  void do_posted();

  ServerOptions options_;
  std::function<void(std::string_view)> log_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<HsmsSession> session_;
  std::unique_ptr<Equipment> equipment_;
  std::unique_ptr<HsmsLink> link_;
  std::mutex mutex_;
  std::vector<std::function<void(Equipment&)>> posted_;
};

}  // namespace pellucid::gem
