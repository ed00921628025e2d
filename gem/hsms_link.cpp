#include "gem/hsms_link.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace pellucid::gem {
namespace {

constexpr int kReadBytes = 64 << 10;
constexpr std::chrono::seconds kGoodbye(1);

void close_if_open(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

/// A numeric address and port as the system wants them.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

bool read_address(const std::string& address, std::uint16_t port, SocketAddress& to) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return false;
  std::memcpy(&to.storage, found->ai_addr, found->ai_addrlen);
  to.size = found->ai_addrlen;
  freeaddrinfo(found);
  return true;
}

std::string host_of(const sockaddr_storage& storage, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  const auto* address = reinterpret_cast<const sockaddr*>(&storage);
  if (getnameinfo(address, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "?";
  const std::string_view text(host.data());
  return std::string(text.starts_with("::ffff:") ? text.substr(7) : text);
}

std::uint16_t port_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

void send_at_once(int fd) {
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

std::string why() {
  return std::error_code(errno, std::generic_category()).message();
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address == "::1" || address.starts_with("127.");
}

HsmsLink::HsmsLink(LinkOptions options, HsmsSession& session, std::function<void(std::string_view)> log)
    : options_(std::move(options)), session_(session), log_(std::move(log)) {}

HsmsLink::~HsmsLink() {
  drop();
  close_if_open(listener_);
  close_if_open(wake_);
}

Result<std::unique_ptr<HsmsLink>> HsmsLink::open(LinkOptions options, HsmsSession& session,
                                                 std::function<void(std::string_view)> log) {
  std::unique_ptr<HsmsLink> link(new HsmsLink(std::move(options), session, std::move(log)));
  const auto started = link->start();
  if (!started) return fail(started.error());
  return link;
}

Result<void> HsmsLink::start() {
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  SocketAddress address;
  if (!read_address(options_.address, options_.port, address)) {
    return fail(bad_input("gem.address", options_.address, "is no numeric address", "such as 127.0.0.1", ""));
  }
  if (options_.role == Role::active) return {};
  if (!is_loopback(options_.address) && options_.allowed_hosts.empty()) {
    return fail(bad_input("gem.address", options_.address, "is open to the network, but no host is allowed",
                          "allowed_hosts, or a loopback address", "none"));
  }
  listener_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (listener_ < 0 || bind(listener_, address.get(), address.size) != 0 || listen(listener_, 4) != 0) {
    return fail(bad_input("gem.listen", fmt::format("{}:{}", options_.address, options_.port), "cannot be listened on",
                          "", why()));
  }
  options_.port = port_of(listener_);
  return {};
}

void HsmsLink::turn(std::chrono::milliseconds longest) {
  const Time start = Clock::now();
  if (options_.role == Role::active && peer_ < 0 && start >= next_attempt_) start_connecting(start);
  const bool writes = connecting_ || !session_.unsent().empty();
  const bool reads = !connecting_ && !session_.is_throttled(start);
  const auto wanted = static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
  std::array<pollfd, 3> fds{{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}, {peer_, wanted, 0}}};
  if (poll(fds.data(), fds.size(), static_cast<int>(longest.count())) > 0) {
    const Time now = Clock::now();
    std::uint64_t ignored = 0;
    if (fds[0].revents != 0 && read(wake_, &ignored, sizeof ignored) < 0) ignored = 0;
    if (fds[2].revents != 0 && connecting_) {
      finish_connecting(now);
    } else if ((fds[2].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      read_some(now);
    }
    if (fds[1].revents != 0) accept_peer();
  }
  session_.on_time(Clock::now());
  write_some();
}

void HsmsLink::wake() {
  const std::uint64_t one = 1;
  if (write(wake_, &one, sizeof one) < 0) return;  // full: it is awake already
}

void HsmsLink::finish() {
  const Time end = Clock::now() + std::chrono::milliseconds(500);
  while (peer_ >= 0 && !connecting_ && !session_.unsent().empty() && Clock::now() < end) {
    pollfd peer{peer_, POLLOUT, 0};
    poll(&peer, 1, 50);
    write_some();
  }
  drop();
}

void HsmsLink::accept_peer() {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  const std::string host = host_of(storage, size);
  if (peer_ >= 0 || !may_connect(host)) {
    log_(fmt::format("refused {}: {}", host, peer_ >= 0 ? "a host is connected already" : "not an allowed host"));
    close_if_open(fd);
    return;
  }
  peer_ = fd;
  send_at_once(peer_);
  log_(fmt::format("connected: {}", host));
  session_.on_connected(Clock::now());
}

bool HsmsLink::may_connect(std::string_view host) const {
  if (options_.allowed_hosts.empty()) return is_loopback(host);
  return std::ranges::find(options_.allowed_hosts, host) != options_.allowed_hosts.end();
}

void HsmsLink::start_connecting(Time now) {
  next_attempt_ = now + std::chrono::duration_cast<Clock::duration>(Seconds(options_.reconnect_s));
  SocketAddress address;
  if (!read_address(options_.address, options_.port, address)) return;
  peer_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (peer_ < 0) return;
  connecting_ = true;
  if (connect(peer_, address.get(), address.size) != 0 && errno != EINPROGRESS) {
    log_(fmt::format("cannot connect to {}:{}: {}", options_.address, options_.port, why()));
    connecting_ = false;
    close_if_open(peer_);
  }
}

void HsmsLink::finish_connecting(Time now) {
  connecting_ = false;
  int problem = 0;
  socklen_t size = sizeof problem;
  getsockopt(peer_, SOL_SOCKET, SO_ERROR, &problem, &size);
  if (problem != 0) {
    log_(fmt::format("cannot connect to {}:{}: {}", options_.address, options_.port,
                     std::error_code(problem, std::generic_category()).message()));
    close_if_open(peer_);
    return;
  }
  send_at_once(peer_);
  log_(fmt::format("connected: {}:{}", options_.address, options_.port));
  session_.on_connected(now);
}

void HsmsLink::read_some(Time now) {
  std::array<char, kReadBytes> buffer;
  const ssize_t count = recv(peer_, buffer.data(), buffer.size(), 0);
  if (count > 0) return session_.on_bytes({buffer.data(), static_cast<std::size_t>(count)}, now);
  if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) drop();
}

void HsmsLink::write_some() {
  if (peer_ < 0 || connecting_) return;
  std::string& unsent = session_.unsent();
  std::size_t sent = 0;
  while (sent < unsent.size()) {
    const ssize_t count = ::send(peer_, unsent.data() + sent, unsent.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (count < 0) return drop();
    sent += static_cast<std::size_t>(count);
  }
  unsent.erase(0, sent);
  if (!session_.wants_close()) return;
  if (!close_by_) close_by_ = Clock::now() + kGoodbye;
  if (unsent.empty() || Clock::now() >= *close_by_) drop();
}

void HsmsLink::drop() {
  if (peer_ < 0) return;
  connecting_ = false;
  close_by_.reset();
  close_if_open(peer_);
  log_("disconnected");
  session_.on_disconnected();
  next_attempt_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(Seconds(options_.reconnect_s));
}

}  // namespace pellucid::gem
