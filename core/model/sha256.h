/// SHA-256 of bytes, as 64 lower-case hexadecimal digits: what a recipe, a scan, a file is known by. One object from
/// one thread; the functions from any.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pellucid {

/// Bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// Of everything that was added. Called once.
  [[nodiscard]] std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace pellucid
