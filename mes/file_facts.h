/// What a file is, so that whoever fetches it knows that it came whole. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/model/error.h"

namespace pellucid::mes {

struct FileFacts {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal digits

  bool operator==(const FileFacts&) const = default;
};

/// Reads the whole file. Errors: bad_input "mes.unreadable".
[[nodiscard]] Result<FileFacts> file_facts(const std::filesystem::path& path);

}  // namespace pellucid::mes
