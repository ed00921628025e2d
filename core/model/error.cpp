#include "core/model/error.h"

namespace pellucid {

std::string Error::message() const {
  std::string text = path.empty() ? what : path + ": " + what;
  if (expected.empty() && found.empty()) return text;
  text += " (";
  if (!expected.empty()) text += "expected " + expected;
  if (!expected.empty() && !found.empty()) text += ", ";
  if (!found.empty()) text += "found " + found;
  return text + ")";
}

Error cancelled() {
  return {ErrorKind::cancelled, "run.cancelled", "", "stopped on request", "", ""};
}

Error internal_error(std::string_view code, std::string_view path, std::string_view what) {
  return {ErrorKind::internal, std::string(code), std::string(path), std::string(what), "", ""};
}

}  // namespace pellucid
