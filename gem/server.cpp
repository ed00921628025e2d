#include "gem/server.h"

#include <utility>

namespace pellucid::gem {
namespace {

constexpr std::chrono::milliseconds kTurn(100);

}  // namespace

Server::Server(ServerOptions options, std::function<void(std::string_view)> log)
    : options_(std::move(options)), log_(std::move(log)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(ServerOptions options, InspectionPort& inspection, RecipePort& recipes,
                                             std::function<void(std::string_view)> log) {
  std::unique_ptr<Server> server(new Server(std::move(options), std::move(log)));
  auto spool = Spool::open(server->options_.spool_file, server->options_.spool);
  if (!spool) return fail(spool.error());
  server->spool_ = std::move(*spool);

  Server* self = server.get();
  self->options_.equipment.outbox.max_text_bytes = self->options_.session.limits.max_message_bytes - kHeaderBytes;
  SessionObserver observer{
      .selected = [self] { self->equipment_->on_selected(Clock::now()); },
      .deselected = [self] { self->equipment_->on_deselected(); },
      .primary = [self](const Message& message) { self->equipment_->on_primary(message); },
      .reply = [self](const Message& message) { self->equipment_->on_reply(message); },
      .no_reply = [self](std::uint32_t system) { self->equipment_->on_no_reply(system); },
      .log = self->log_,
  };
  server->session_ = std::make_unique<HsmsSession>(self->options_.link.role, self->options_.session, observer);
  server->equipment_ = std::make_unique<Equipment>(self->options_.equipment, inspection, recipes, *server->spool_,
                                                   *server->session_, self->log_);
  auto link = HsmsLink::open(self->options_.link, *server->session_, self->log_);
  if (!link) return fail(link.error());
  server->link_ = std::move(*link);
  return server;
}

void Server::run(std::stop_token stop) {
  const std::stop_callback wake(stop, [this] { link_->wake(); });
  while (!stop.stop_requested()) {
    link_->turn(kTurn);
    equipment_->on_time(Clock::now());
    do_posted();
    spool_->sync();
  }
  do_posted();
  session_->separate();
  link_->finish();
  spool_->sync();
}

void Server::post(std::function<void(Equipment&)> act) {
  {
    const std::scoped_lock lock(mutex_);
    posted_.push_back(std::move(act));
  }
  link_->wake();
}

void Server::do_posted() {
  std::vector<std::function<void(Equipment&)>> acts;
  {
    const std::scoped_lock lock(mutex_);
    acts.swap(posted_);
  }
  for (const auto& act : acts) act(*equipment_);
}

std::uint16_t Server::port() const {
  return link_->port();
}

}  // namespace pellucid::gem
