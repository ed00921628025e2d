#include "batch/file_facts.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace pellucid {

Result<FileFacts> file_facts(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!file || !hash || EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) != 1) {
    return fail(bad_input("batch.file", path.string(), "cannot be read"));
  }
  FileFacts facts{path, 0, {}};
  std::vector<char> buffer(1 << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    EVP_DigestUpdate(hash.get(), buffer.data(), static_cast<std::size_t>(file.gcount()));
    facts.bytes += static_cast<std::uint64_t>(file.gcount());
  }
  if (file.bad()) return fail(bad_input("batch.file", path.string(), "cannot be read to its end"));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(hash.get(), digest.data(), &length);
  for (unsigned i = 0; i < length; ++i) facts.sha256 += fmt::format("{:02x}", digest[i]);
  return facts;
}

}  // namespace pellucid
