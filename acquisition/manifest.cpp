#include "acquisition/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/json_node.h"
#include "acquisition/manifest_layer.h"
#include "acquisition/manifest_wafer.h"
#include "core/model/sha256.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;
using nlohmann::json;

/// A million tiles make a manifest of about 100 MB.
constexpr std::uintmax_t kMaxManifestBytes = std::uintmax_t{1} << 30;

Result<std::string> read_text(const fs::path& file) {
  std::error_code failed;
  if (!fs::is_regular_file(file, failed)) {
    return fail(bad_input(code::kMissing, file.string(), "no scan manifest", "a file scan.json in the scan folder",
                          fs::exists(file.parent_path(), failed) ? "none" : "no such folder"));
  }
  const std::uintmax_t bytes = fs::file_size(file, failed);
  if (failed || bytes > kMaxManifestBytes) {
    return fail(bad_input(code::kTooLarge, file.string(), "scan manifest is too large",
                          fmt::format("at most {} bytes", kMaxManifestBytes), fmt::format("{} bytes", bytes)));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(bad_input(code::kMissing, file.string(), "cannot be opened", "a readable file", "none"));
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// "line 3, column 14" of a byte offset; JSON offsets count from 1.
std::string place_of(const std::string& text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = 1 + std::count(text.begin(), end, '\n');
  const auto newline = std::find(std::make_reverse_iterator(end), text.rend(), '\n').base();
  return fmt::format("line {}, column {}", line, 1 + (end - newline));
}

/// nlohmann's "[json.exception...] parse error at line 1, column 2: syntax error ...": its last part says what is
/// wrong.
std::string reason_of(const std::string& message) {
  const std::size_t start = message.find(": ");
  return start == std::string::npos ? message : message.substr(start + 2);
}

std::optional<json> parse_json(const std::string& text, const std::string& file, std::vector<Error>& faults) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& e) {
    faults.push_back(bad_input(code::kManifest, file, "broken JSON at " + place_of(text, e.byte), "valid JSON",
                               text.empty() ? "an empty file" : reason_of(e.what())));
  } catch (const json::exception& e) {
    faults.push_back(bad_input(code::kManifest, file, "broken JSON", "valid JSON", reason_of(e.what())));
  }
  return std::nullopt;
}

bool check_schema(const json& root, const std::string& file, std::vector<Error>& faults) {
  const std::string expected(kScanSchema);
  if (!root.is_object()) {
    faults.push_back(bad_input(code::kManifest, file, "is not a scan manifest", "a JSON object", root.type_name()));
    return false;
  }
  const auto schema = root.find("schema");
  if (schema != root.end() && schema->is_string() && schema->get_ref<const std::string&>() == expected) return true;
  const std::string found =
      schema == root.end() ? "nothing" : schema->dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 100);
  faults.push_back(
      bad_input(code::kSchema, file, schema == root.end() ? "schema is missing" : "unknown schema", expected, found));
  return false;
}

void parse_head(const JsonNode& root, Scan& scan) {
  scan.scan_id = root.text("scan_id", Need::optional).value_or("");
  scan.acquired_at = root.text("acquired_at", Need::optional).value_or("");
  if (const auto tool = root.object("tool", Need::optional)) {
    scan.tool_id = tool->text("id", Need::optional).value_or("");
    scan.tool_recipe = tool->text("recipe", Need::optional).value_or("");
  }
}

}  // namespace

std::optional<Manifest> parse_manifest(const std::string& text, const std::string& file, std::vector<Error>& faults) {
  const std::optional<json> value = parse_json(text, file, faults);
  if (!value || !check_schema(*value, file, faults)) return std::nullopt;
  Manifest manifest;
  const JsonNode root(*value, "", file, faults);
  parse_head(root, manifest.scan);
  manifest.scan.wafer = parse_wafer(root);
  parse_layers(root, manifest);
  manifest.spectra = root.text("spectra", Need::optional);
  manifest.electrical = root.text("electrical", Need::optional);
  manifest.scan.manifest_sha256 = sha256_hex(text);
  return manifest;
}

std::optional<Manifest> read_manifest(const fs::path& folder, std::vector<Error>& faults) {
  const fs::path file = folder / kManifestName;
  Result<std::string> text = read_text(file);
  if (!text) {
    faults.push_back(std::move(text.error()));
    return std::nullopt;
  }
  return parse_manifest(*text, file.string(), faults);
}

}  // namespace pellucid
