#include "mes/mqtt_target.h"

#include <fmt/format.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

namespace pellucid::mes {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTurnMs = 50, kKeepAliveS = 60, kQos = 1;
constexpr int kRefusedFrom = 0x80;  ///< reason codes of MQTT 5: from here on they are failures

std::string reason_text(int result) {
  if (result == MOSQ_ERR_ERRNO) return std::strerror(errno);
  return mosquitto_strerror(result);
}

}  // namespace

/// One connection, driven by hand: everything in it ends at a deadline.
class MqttTarget::Client {
 public:
  explicit Client(const MqttOptions& options) : options_(options) {
    static const int library = mosquitto_lib_init();
    client_.reset(library == MOSQ_ERR_SUCCESS ? mosquitto_new(options.client_id.c_str(), true, this) : nullptr);
  }

  /// Why there is no connection; nothing where there is one.
  std::optional<std::string> connect(const std::stop_token& stop) {
    if (!client_) return "no memory";
    mosquitto* client = client_.get();
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION,
                         options_.protocol == "5" ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    mosquitto_connect_v5_callback_set(client, [](mosquitto*, void* self, int reason, int, const mosquitto_property*) {
      static_cast<Client*>(self)->connected_ = reason;
    });
    mosquitto_publish_v5_callback_set(client,
                                      [](mosquitto*, void* self, int message, int reason, const mosquitto_property*) {
                                        if (message == static_cast<Client*>(self)->message_)
                                          static_cast<Client*>(self)->published_ = reason;
                                      });
    mosquitto_disconnect_v5_callback_set(client, [](mosquitto*, void* self, int reason, const mosquitto_property*) {
      static_cast<Client*>(self)->disconnected_ = reason;
    });
    if (!options_.user.empty()) {
      mosquitto_username_pw_set(client, options_.user.c_str(),
                                options_.password.empty() ? nullptr : options_.password.c_str());
    }
    if (const int set = set_tls(client); set != MOSQ_ERR_SUCCESS) return "TLS: " + reason_text(set);
    const int begun = mosquitto_connect_async(client, options_.host.c_str(), options_.port, kKeepAliveS);
    if (begun != MOSQ_ERR_SUCCESS) return reason_text(begun);
    if (auto lost = drive(connected_, stop)) return lost;
    if (*connected_ == 0) return std::nullopt;
    return std::string("the broker refuses the connection: ") +
           (options_.protocol == "5" ? mosquitto_reason_string(*connected_) : mosquitto_connack_string(*connected_));
  }

  /// Of one message, after connect().
  Attempt publish(const std::string& topic, const std::string& text, const std::stop_token& stop) {
    published_.reset();
    const int sent = mosquitto_publish_v5(client_.get(), &message_, topic.c_str(), static_cast<int>(text.size()),
                                          text.data(), kQos, options_.retain, nullptr);
    if (sent == MOSQ_ERR_PAYLOAD_SIZE || sent == MOSQ_ERR_OVERSIZE_PACKET || sent == MOSQ_ERR_INVAL) {
      return {Outcome::refused, reason_text(sent)};
    }
    if (sent != MOSQ_ERR_SUCCESS) return {Outcome::away, reason_text(sent)};
    if (auto lost = drive(published_, stop)) return {Outcome::away, *lost};
    if (*published_ >= kRefusedFrom) {
      return {Outcome::refused, std::string("the broker refuses the message: ") + mosquitto_reason_string(*published_)};
    }
    if (options_.need_subscriber && *published_ == MQTT_RC_NO_MATCHING_SUBSCRIBERS) {
      return {Outcome::refused, "nobody subscribes to " + topic};
    }
    return {};
  }

  ~Client() {
    if (!client_ || connected_ != 0) return;
    mosquitto_disconnect(client_.get());
    mosquitto_loop(client_.get(), 0, 1);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

 private:
  struct Destroyer {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
  };

  int set_tls(mosquitto* client) const {
    if (options_.ca_file.empty()) return MOSQ_ERR_SUCCESS;
    const auto name = [](const std::filesystem::path& file) { return file.empty() ? nullptr : file.c_str(); };
    return mosquitto_tls_set(client, name(options_.ca_file), nullptr, name(options_.certificate_file),
                             name(options_.key_file), nullptr);
  }

  /// Reads and writes until the broker has answered. Why it has not; nothing where it has.
  std::optional<std::string> drive(const std::optional<int>& answer, const std::stop_token& stop) {
    const auto deadline = Clock::now() + std::chrono::duration<double>(options_.timeout_s);
    while (!answer) {
      if (stop.stop_requested()) return "stopped";
      if (Clock::now() >= deadline) return fmt::format("no answer within {} s", options_.timeout_s);
      const int turned = mosquitto_loop(client_.get(), kTurnMs, 1);
      if (answer) break;
      if (turned != MOSQ_ERR_SUCCESS) return reason_text(turned);
      if (disconnected_) return "the broker closed the connection";
    }
    return std::nullopt;
  }

  const MqttOptions& options_;
  std::unique_ptr<mosquitto, Destroyer> client_;
  int message_ = 0;
  std::optional<int> connected_, published_, disconnected_;
};

MqttTarget::MqttTarget(MqttOptions options) : options_(std::move(options)) {}

MqttTarget::~MqttTarget() = default;

Attempt MqttTarget::deliver(const Delivery& delivery, std::stop_token stop) {
  const std::string where = fmt::format("{}:{}: ", options_.host, options_.port);
  // A connection that slept may have died unseen: it gets one other chance before the broker counts as away.
  for (const bool kept : {client_ != nullptr, false}) {
    if (!client_) {
      client_ = std::make_unique<Client>(options_);
      if (const auto problem = client_->connect(stop)) {
        client_.reset();
        if (stop.stop_requested()) return {Outcome::stopped, {}};
        return {Outcome::away, where + *problem};
      }
    }
    Attempt made = client_->publish(options_.topic, delivery_json(delivery.entry), stop);
    if (!made.why.empty()) made.why.insert(0, where);
    if (made.outcome == Outcome::away) client_.reset();
    if (made.outcome == Outcome::away && stop.stop_requested()) return {Outcome::stopped, {}};
    if (made.outcome != Outcome::away || !kept) return made;
  }
  return {Outcome::away, where + "lost"};
}

}  // namespace pellucid::mes
