/// The viewer's start: command line, look, language, window.
#pragma once

namespace pellucid::gui {

/// `pellucid-viewer [RESULT|SCAN|FOLDER]`. Returns the exit code: 0, or 2 where the command line is wrong.
int run(int argc, char** argv);

}  // namespace pellucid::gui
