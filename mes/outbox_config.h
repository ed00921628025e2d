/// The file of `--deliver` and `pellucid outbox --config`, `pellucid.outbox/1`: where the outbox lies, where deliveries
/// go, what is made of each wafer. Plain values; functions read one file; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"

namespace pellucid::mes {

enum class TargetKind : std::uint8_t { file_drop, mqtt, secs_gem };
[[nodiscard]] std::string_view name_of(TargetKind kind);

struct FileDropOptions {
  std::filesystem::path folder;
  std::string manifest = ".manifest.json";  ///< appended to the name of the main file
  bool replace = true;  ///< false: a file whose manifest nobody has taken away yet is never replaced by a newer one
};

struct MqttOptions {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string topic;
  std::string client_id;  ///< the same at every start
  std::string user, password;
  std::filesystem::path ca_file, certificate_file, key_file;  ///< TLS where a CA is named
  std::string protocol = "5";  ///< "5" or "3.1.1"; only 5 lets a broker say that it refuses a message
  double timeout_s = 10;       ///< of one attempt: connect, publish, acknowledge
  bool retain = false;
  bool need_subscriber = false;  ///< a message that nobody gets counts as not delivered (protocol 5)
};

struct TargetConfig {
  std::string name;
  TargetKind kind = TargetKind::file_drop;
  /// Of a message: the file drop that must have the file before; empty: the message names the file where it lies.
  std::string after;
  /// Of a file drop: how others name its folder ("//server/drop"); empty: as `folder`.
  std::string seen_as;
  FileDropOptions drop;
  MqttOptions mqtt;
};

struct RetryOptions {
  double first_s = 1;      ///< after the first failure; doubled after each further one
  double longest_s = 300;  ///< and never more than that
  int max_attempts = 100;  ///< then it is a dead letter; 0: never
};

/// What is made of each wafer.
struct WaferExport {
  std::string format;                ///< as in `pellucid export --format`
  std::string name;                  ///< "{lot}_{wafer}.klarf"
  std::filesystem::path profile;     ///< export profile; empty: the defaults
  std::vector<std::string> targets;  ///< empty: all
};

struct OutboxConfig {
  std::filesystem::path file;    ///< the configuration itself
  std::filesystem::path folder;  ///< of the outbox; made where it is missing
  RetryOptions retry;
  double keep_done_days = 30;  ///< how long it is remembered what was delivered
  std::vector<TargetConfig> targets;
  std::vector<WaferExport> exports;

  /// nullptr where there is none of that name.
  [[nodiscard]] const TargetConfig* target(std::string_view name) const;
};

/// Paths are relative to the file's folder. Errors: mes.unreadable; bad_input "mes.outbox_config" with the key that is
/// unknown, missing, of a wrong type or out of range.
[[nodiscard]] Result<OutboxConfig> read_outbox_config(const std::filesystem::path& file);

}  // namespace pellucid::mes
