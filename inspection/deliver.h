/// The verb `deliver`: files made of a result, into an outbox. From any one thread; several processes may do it at
/// once.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/outbox.h"

namespace pellucid {

/// What export made of a result, to be put as it is.
struct ExportedFile {
  std::filesystem::path result, file;
  std::filesystem::path pictures;    ///< the folder that a KLARF names; empty: none
  std::string name;                  ///< at the targets; empty: as the file is called
  std::string format;                ///< as in `pellucid export --format`
  std::vector<std::string> targets;  ///< empty: all
};

/// The file and its pictures as one delivery; lot, wafer, format and result go along. Errors: those of Outbox::put and
/// of the result.
[[nodiscard]] Result<std::vector<mes::PutEntry>> put_exported(const mes::Outbox& outbox, const ExportedFile& file);

/// Everything that the outbox's configuration makes of a wafer ("exports"). The same result gives the same bytes, so
/// that what was put before is not put again. Errors: usage "inspection.deliver" where the configuration makes nothing;
/// those of export_table, export_fab_file and put_exported.
[[nodiscard]] Result<std::vector<mes::PutEntry>> deliver_result(const mes::Outbox& outbox,
                                                                const std::filesystem::path& result,
                                                                std::stop_token stop = {});

}  // namespace pellucid
