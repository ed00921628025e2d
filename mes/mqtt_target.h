/// News of files for an MQTT broker: the JSON of delivery_json() at QoS 1, delivered when the broker has acknowledged
/// it. The connection is kept from one delivery to the next. From one thread.
#pragma once

#include <memory>

#include "mes/outbox_config.h"
#include "mes/outbox_target.h"

namespace pellucid::mes {

class MqttTarget final : public OutboxTarget {
 public:
  explicit MqttTarget(MqttOptions options);
  ~MqttTarget() override;
  MqttTarget(const MqttTarget&) = delete;
  MqttTarget& operator=(const MqttTarget&) = delete;

  /// Takes at most timeout_s to connect and as much again for the acknowledgement, twice where a connection that was
  /// kept turns out to be dead; looking up a host's name has the system's own limits.
  Attempt deliver(const Delivery& delivery, std::stop_token stop) override;

 private:
  class Client;
  MqttOptions options_;
  std::unique_ptr<Client> client_;  ///< none while there is no connection
};

}  // namespace pellucid::mes
