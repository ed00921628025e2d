#include "cli/result_json.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "inspection/review.h"

namespace pellucid::cli {

Result<std::string> summary_answer_json(const std::filesystem::path& result_folder) {
  const std::filesystem::path path = result_folder / "summary.json";
  std::ifstream file(path);
  const auto summary = nlohmann::ordered_json::parse(file, nullptr, false);
  if (!summary.is_object()) return fail(internal_error("cli.summary", path.string(), "cannot be read back"));
  nlohmann::ordered_json answer{{"result", result_folder.string()}};
  answer.update(summary);
  if (const auto review = load_review(result_folder); review && !review->chips.empty())
    answer["reviewed_chips"] = review->chips.size();
  return answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace pellucid::cli
