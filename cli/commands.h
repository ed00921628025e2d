/// Every command of `pellucid`, a file each. A function adds its command to the parser; when the command is named, it
/// sets session.run. Main thread only.
#pragma once

#include "cli/session.h"

namespace pellucid::cli {

void add_inspect_command(CLI::App& app, Session& session);
void add_simulate_command(CLI::App& app, Session& session);
void add_import_command(CLI::App& app, Session& session);
void add_info_command(CLI::App& app, Session& session);
void add_validate_command(CLI::App& app, Session& session);
void add_judge_command(CLI::App& app, Session& session);
void add_pixels_command(CLI::App& app, Session& session);
void add_diff_command(CLI::App& app, Session& session);
void add_review_command(CLI::App& app, Session& session);
void add_export_command(CLI::App& app, Session& session);
void add_convert_command(CLI::App& app, Session& session);
void add_dies_command(CLI::App& app, Session& session);
void add_batch_command(CLI::App& app, Session& session);
void add_recipe_command(CLI::App& app, Session& session);
void add_plan_command(CLI::App& app, Session& session);
void add_spectra_command(CLI::App& app, Session& session);
void add_gem_command(CLI::App& app, Session& session);
void add_outbox_command(CLI::App& app, Session& session);

}  // namespace pellucid::cli
