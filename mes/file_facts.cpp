#include "mes/file_facts.h"

#include <fstream>
#include <system_error>
#include <vector>

#include "core/model/sha256.h"
#include "mes/mes_error.h"

namespace pellucid::mes {

Result<FileFacts> file_facts(const std::filesystem::path& path) {
  std::error_code problem;
  std::ifstream file(path, std::ios::binary);
  if (!file || !std::filesystem::is_regular_file(path, problem)) {
    return fail(bad_input(mes_error::kUnreadable, path.string(), "cannot be read", "a file", "none"));
  }
  FileFacts facts{path, 0, {}};
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    hash.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
    facts.bytes += static_cast<std::uint64_t>(file.gcount());
  }
  if (file.bad()) return fail(bad_input(mes_error::kUnreadable, path.string(), "cannot be read to its end"));
  facts.sha256 = hash.hex();
  return facts;
}

}  // namespace pellucid::mes
