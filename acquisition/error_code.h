/// The ways in which reading a scan fails: `Error::code` of everything this room returns.
#pragma once

#include <string_view>

namespace pellucid::acquisition_code {

inline constexpr std::string_view kMissing = "acquisition.missing";    ///< a file that must be there is not
inline constexpr std::string_view kManifest = "acquisition.manifest";  ///< scan.json is not JSON
inline constexpr std::string_view kSchema = "acquisition.schema";      ///< scan.json is of another format
inline constexpr std::string_view kValue = "acquisition.value";        ///< a key is missing, of a wrong type or absurd
inline constexpr std::string_view kPath = "acquisition.path";          ///< a path leaves the scan folder
inline constexpr std::string_view kTruncated = "acquisition.truncated";  ///< a file ends too early
inline constexpr std::string_view kCorrupt = "acquisition.corrupt";      ///< a file's content cannot be decoded
inline constexpr std::string_view kFormat = "acquisition.format";        ///< bit depth, colour, compression, layout
inline constexpr std::string_view kSize = "acquisition.size";            ///< width or height is not what it must be
inline constexpr std::string_view kTooLarge = "acquisition.too_large";   ///< more than a machine could hold
inline constexpr std::string_view kTable = "acquisition.table";          ///< a CSV table is faulty
inline constexpr std::string_view kUsage = "acquisition.usage";          ///< the request itself is wrong
inline constexpr std::string_view kWrite = "acquisition.write";          ///< a file could not be written

}  // namespace pellucid::acquisition_code
