#include "inspection/deliver.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "inspection/export.h"
#include "inspection/fab_export.h"
#include "results/summary.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kLeftBehind(24);  ///< what a killed process left is removed after so long

/// A folder for files on their way into the outbox, gone with the object.
class Workshop {
 public:
  explicit Workshop(const fs::path& outbox) : folder_(outbox / "exports" / std::to_string(getpid())) {
    std::error_code ignored;
    for (const auto& other : fs::directory_iterator(folder_.parent_path(), ignored)) {
      const auto age = fs::file_time_type::clock::now() - fs::last_write_time(other.path(), ignored);
      if (!ignored && age > kLeftBehind) fs::remove_all(other.path(), ignored);
    }
    fs::create_directories(folder_, ignored);
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

/// An id as it may stand in a file's name.
std::string plain(std::string id) {
  std::ranges::replace_if(
      id,
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return !letter && c != '-' && c != '_' && c != '.';
      },
      '_');
  return id.empty() ? "_" : id;
}

std::string file_name(std::string pattern, const Summary& summary, const fs::path& result) {
  const std::string folder = fs::absolute(result).lexically_normal().filename().string();
  const std::string wafer = summary.wafer.id.empty() ? folder : summary.wafer.id;
  for (const auto& [key, value] : {std::pair<std::string, std::string>("{lot}", summary.wafer.lot),
                                   std::pair<std::string, std::string>("{wafer}", wafer),
                                   std::pair<std::string, std::string>("{result}", folder)}) {
    for (std::size_t at = pattern.find(key); at != std::string::npos; at = pattern.find(key)) {
      pattern.replace(at, key.size(), plain(value));
    }
  }
  return pattern;
}

Result<ExportedFile> make_export(const mes::WaferExport& wanted, const fs::path& result, const fs::path& file,
                                 std::stop_token stop) {
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);  // what cannot be made is said when the file is written
  ExportedFile exported{result, file, {}, {}, wanted.format, wanted.targets};
  const auto fab = fab_formats().find(wanted.format);
  if (fab == fab_formats().end()) {
    ExportRequest request;
    request.result = result;
    request.file = file;
    request.format = wanted.format == "csv" ? ExportFormat::csv : ExportFormat::jsonl;
    request.overwrite = true;
    const auto made = export_table(request, {}, std::move(stop));
    if (!made) return fail(made.error());
    return exported;
  }
  FabExportRequest request;
  request.result = result;
  request.file = file;
  request.format = fab->second;
  request.profile = wanted.profile;
  request.overwrite = true;
  const auto made = export_fab_file(request, {}, std::move(stop));
  if (!made) return fail(made.error());
  exported.pictures = made->pictures_folder;
  return exported;
}

}  // namespace

Result<std::vector<mes::PutEntry>> put_exported(const mes::Outbox& outbox, const ExportedFile& file) {
  const auto summary = read_summary(file.result / "summary.json");
  if (!summary) return fail(summary.error());
  const std::string name = file.name.empty() ? file.file.filename().string() : file.name;
  mes::PutRequest request;
  request.targets = file.targets;
  request.about = {{"lot", summary->wafer.lot},
                   {"wafer", summary->wafer.id},
                   {"format", file.format},
                   {"result", fs::absolute(file.result).lexically_normal().string()}};
  if (!file.pictures.empty()) {
    std::error_code problem;
    const fs::path beside = fs::path(name).parent_path() / file.pictures.filename();
    for (const auto& picture : fs::directory_iterator(file.pictures, problem)) {
      request.files.push_back({picture.path(), (beside / picture.path().filename()).string()});
    }
    if (problem) return fail(internal_error("inspection.deliver", file.pictures.string(), problem.message()));
    std::ranges::sort(request.files, {}, &mes::FileToDeliver::name);
  }
  request.files.push_back({file.file, name});
  return outbox.put(request);
}

Result<std::vector<mes::PutEntry>> deliver_result(const mes::Outbox& outbox, const fs::path& result,
                                                  std::stop_token stop) {
  const mes::OutboxConfig& config = outbox.config();
  if (config.exports.empty()) {
    return fail(Error{ErrorKind::usage, "inspection.deliver", config.file.string(),
                      "does not say what is made of a wafer", "\"exports\": [...]", "none"});
  }
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  const Workshop workshop(config.folder);
  std::vector<mes::PutEntry> all;
  for (const mes::WaferExport& wanted : config.exports) {
    const fs::path file = workshop.folder() / file_name(wanted.name, *summary, result);
    auto exported = make_export(wanted, result, file, stop);
    if (!exported) return fail(exported.error());
    exported->name = file.lexically_relative(workshop.folder()).string();
    auto put = put_exported(outbox, *exported);
    if (!put) return put;
    std::ranges::move(*put, std::back_inserter(all));
  }
  return all;
}

}  // namespace pellucid
