/// The codes of this room's errors (`Error::code`), stable for machines. Plain constants.
#pragma once

#include <string_view>

namespace pellucid::results_error {

inline constexpr std::string_view kIo = "results.io";                ///< the file system said no
inline constexpr std::string_view kNotFound = "results.not_found";   ///< no such file or folder
inline constexpr std::string_view kExists = "results.exists";        ///< the target is there and may not be replaced
inline constexpr std::string_view kMalformed = "results.malformed";  ///< a file is not what its name promises
inline constexpr std::string_view kSchema = "results.schema";        ///< another or no `pellucid.result` version
inline constexpr std::string_view kShape = "results.shape";          ///< columns of different lengths
inline constexpr std::string_view kColumn = "results.column";        ///< no column of that name
inline constexpr std::string_view kDrawing = "results.drawing";      ///< a map could not be drawn
inline constexpr std::string_view kHdf5 = "results.hdf5";            ///< HDF5 could not write
inline constexpr std::string_view kInternal = "results.internal";    ///< out of memory and the like

}  // namespace pellucid::results_error
