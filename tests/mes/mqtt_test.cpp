// News of files at a real broker: mosquitto, started by the test on a free port of this machine. Skipped, saying so,
// where it is not installed.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "mes/mqtt_target.h"
#include "tests/mes/outbox_case.h"

namespace pellucid::mes::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::string program(const std::string& name) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"}) {
    if (fs::exists(folder + name)) return folder + name;
  }
  return "";
}

/// A socket that is bound to a free port of this machine; `listens` or lets callers wait for ever.
class Port {
 public:
  explicit Port(bool listens) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0) abort();
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
    if (listens) ::listen(socket_, 1);
  }
  ~Port() { ::close(socket_); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int socket_, number_ = 0;
};

bool answers(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  ::close(socket);
  return connected;
}

/// A process of the test's own, ended with the object.
class Process {
 public:
  explicit Process(const std::vector<std::string>& words, const fs::path& output = "/dev/null") : id_(fork()) {
    if (id_ != 0) return;
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    if (freopen(output.c_str(), "w", stdout) == nullptr || freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  ~Process() { end(SIGTERM); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void end(int signal) {
    if (id_ <= 0) return;
    kill(id_, signal);
    waitpid(std::exchange(id_, -1), nullptr, 0);
  }

 private:
  pid_t id_;
};

template <class Holds>
bool soon(Holds&& holds) {
  const auto begun = Clock::now();
  while (Clock::now() - begun < 20s) {
    if (holds()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

struct MqttTest : OutboxCase {
  int port = Port(false).number();
  std::string more_config;  ///< lines of mosquitto.conf
  std::unique_ptr<Process> broker;

  [[nodiscard]] bool has_broker() const { return !program("mosquitto").empty() && !program("mosquitto_sub").empty(); }
  void start_broker() {
    write_file(
        root / "mosquitto.conf",
        fmt::format(
            "listener {} 127.0.0.1\nuser root\npersistence true\npersistence_location {}/\nautosave_interval 1\n{}",
            port, root.string(), more_config.empty() ? "allow_anonymous true\n" : more_config));
    broker = std::make_unique<Process>(
        std::vector<std::string>{program("mosquitto"), "-c", (root / "mosquitto.conf").string()});
    ASSERT_TRUE(soon([this] { return answers(port); })) << "mosquitto does not start";
  }
  [[nodiscard]] OutboxConfig news() const {
    OutboxConfig made = config();
    TargetConfig target;
    target.name = "news";
    target.kind = TargetKind::mqtt;
    target.after = "drop";
    target.mqtt.port = port;
    target.mqtt.topic = "fab/pl/files";
    target.mqtt.client_id = "pellucid-test";
    target.mqtt.timeout_s = 2;
    made.targets.push_back(target);
    made.retry.max_attempts = 0;
    return made;
  }
  /// Somebody who wants every message, even those sent while the connection was down.
  [[nodiscard]] std::unique_ptr<Process> subscriber(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{program("mosquitto_sub"),
                                   "-h",
                                   "127.0.0.1",
                                   "-p",
                                   std::to_string(port),
                                   "-t",
                                   "fab/pl/files",
                                   "-q",
                                   "1",
                                   "-c",
                                   "-i",
                                   "collector",
                                   "-F",
                                   "%p"};
    words.insert(words.end(), more.begin(), more.end());
    return std::make_unique<Process>(words, root / "heard.txt");
  }
  [[nodiscard]] std::vector<nlohmann::json> heard() const {
    std::vector<nlohmann::json> messages;
    std::ifstream stream(root / "heard.txt");
    for (std::string line; std::getline(stream, line);) {
      if (!line.empty()) messages.push_back(nlohmann::json::parse(line));
    }
    return messages;
  }
};

TEST_F(MqttTest, TellsTheBrokerOfAFileInTheDropFolder) {
  if (!has_broker()) GTEST_SKIP() << "mosquitto is not installed";
  start_broker();
  const auto collector = subscriber();
  OutboxConfig needs_one = news();
  needs_one.targets[1].mqtt.need_subscriber = true;  // how the test knows that the collector is there
  const Outbox box = outbox(needs_one);
  box.put({{file("W03.klarf", "defects")}, {}, {{"wafer", "W03"}}}).value();
  auto deliverer = Deliverer::open(box, make_targets(box.config())).value();
  ASSERT_TRUE(soon([&] {
    EXPECT_TRUE(deliverer.pass());
    return count(box, EntryState::pending) == 0;
  }));
  ASSERT_TRUE(soon([this] { return heard().size() == 1; }));
  const auto message = heard()[0];
  EXPECT_EQ(message["schema"], "pellucid.delivery/1");
  EXPECT_EQ(message["path"], (drop / "W03.klarf").string());
  EXPECT_EQ(message["bytes"], 7);
  EXPECT_EQ(message["sha256"], sha256_hex("defects"));
  EXPECT_EQ(message["about"]["wafer"], "W03");
  EXPECT_TRUE(fs::exists(drop / "W03.klarf")) << "news of a file that is not there yet";
}

TEST_F(MqttTest, LosesNoMessageThroughARestartOfTheBroker) {
  if (!has_broker()) GTEST_SKIP() << "mosquitto is not installed";
  constexpr int kFiles = 60;
  start_broker();
  auto collector = subscriber();
  std::this_thread::sleep_for(500ms);
  const Outbox box = outbox(news());
  std::jthread deliverer(
      [&box](const std::stop_token& stop) { Deliverer::open(box, make_targets(box.config())).value().run(stop); });
  for (int i = 0; i < kFiles; ++i) {
    box.put({{file(fmt::format("W{}.klarf", i), std::to_string(i))}, {}, {}}).value();
    if (i == kFiles / 3) broker->end(SIGTERM);
    if (i == 2 * kFiles / 3) start_broker();
  }
  ASSERT_TRUE(soon([&] { return count(box, EntryState::pending) == 0; }));
  std::set<std::string> names;
  ASSERT_TRUE(soon([&] {
    for (const auto& message : heard()) names.insert(message["name"]);
    return names.size() == kFiles;
  })) << names.size()
      << " of " << kFiles;
}

TEST_F(MqttTest, FailsInBoundedTimeWhereNobodyAnswers) {
  const auto seconds_of = [&](int where) {
    OutboxConfig away = news();
    away.folder = root / fmt::format("outbox{}", where);
    away.targets[1].mqtt.port = where;
    away.targets[1].mqtt.timeout_s = 1;
    const Outbox box = outbox(away);
    box.put({{file("W03.klarf", std::to_string(where))}, {}, {}}).value();
    const auto begun = Clock::now();
    EXPECT_EQ(deliver(box).failed, 1);
    const auto entries = box.list(EntryState::pending).value().entries;
    EXPECT_TRUE(entries.back().target_was_away);
    EXPECT_THAT(entries.back().last_error, HasSubstr("127.0.0.1"));
    return std::chrono::duration<double>(Clock::now() - begun).count();
  };
  EXPECT_LT(seconds_of(port), 3) << "nobody listens";
  const Port silent(true);
  EXPECT_LT(seconds_of(silent.number()), 3) << "somebody listens and says nothing";
}

TEST_F(MqttTest, AWrongPasswordIsSaid) {
  if (!has_broker() || program("mosquitto_passwd").empty()) GTEST_SKIP() << "mosquitto is not installed";
  Process make({program("mosquitto_passwd"), "-c", "-b", (root / "passwords").string(), "pl", "open sesame"});
  ASSERT_TRUE(soon([this] { return !read_file(root / "passwords").empty(); }));
  more_config = "allow_anonymous false\npassword_file " + (root / "passwords").string() + "\n";
  start_broker();
  OutboxConfig wrong = news();
  wrong.targets[1].mqtt.user = "pl";
  wrong.targets[1].mqtt.password = "wrong";
  const Outbox box = outbox(wrong);
  box.put({{file("W03.klarf", "x")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).failed, 1);
  EXPECT_THAT(box.list(EntryState::pending).value().entries[0].last_error, HasSubstr("refuses the connection"));
  wrong.targets[1].mqtt.password = "open sesame";
  const Outbox right = outbox(wrong);
  ASSERT_TRUE(soon([&] {
    deliver(right);
    return count(right, EntryState::pending) == 0;
  }));
}

/// MQTT 3.1.1 acknowledges what a broker then throws away; version 5 says so.
TEST_F(MqttTest, AMessageThatTheBrokerRefusesIsNotDelivered) {
  if (!has_broker()) GTEST_SKIP() << "mosquitto is not installed";
  write_file(root / "acl", "topic read fab/#\n");
  fs::permissions(root / "acl", fs::perms::owner_read | fs::perms::owner_write);
  more_config = "allow_anonymous true\nacl_file " + (root / "acl").string() + "\n";
  start_broker();
  const Outbox box = outbox(news());
  box.put({{file("W03.klarf", "x")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).failed, 1);
  EXPECT_THAT(box.list(EntryState::pending).value().entries[0].last_error, HasSubstr("refuses the message"));
}

TEST_F(MqttTest, SpeaksTls) {
  const std::string openssl = program("openssl");
  if (!has_broker() || openssl.empty()) GTEST_SKIP() << "mosquitto or openssl is not installed";
  const auto at = [this](const char* name) { return (root / name).string(); };
  Process make({openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", at("key.pem"), "-out", at("cert.pem")});
  ASSERT_TRUE(soon([&] { return read_file(at("cert.pem")).ends_with("-----END CERTIFICATE-----\n"); }));
  more_config = "allow_anonymous true\ncafile " + at("cert.pem") + "\ncertfile " + at("cert.pem") + "\nkeyfile " +
                at("key.pem") + "\n";
  start_broker();
  OutboxConfig plain = news();
  const Outbox without = outbox(plain);
  without.put({{file("W03.klarf", "x")}, {}, {}}).value();
  EXPECT_EQ(deliver(without).failed, 1) << "no news without encryption";
  plain.targets[1].mqtt.ca_file = root / "cert.pem";
  const Outbox with = outbox(plain);
  ASSERT_TRUE(soon([&] {
    deliver(with);
    return count(with, EntryState::pending) == 0;
  })) << with.list(EntryState::pending).value().entries[0].last_error;
}

}  // namespace
}  // namespace pellucid::mes::test
