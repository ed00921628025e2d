// pellucid-viewer [RESULT|SCAN|FOLDER]: the viewer.
#include "gui/app/application.h"

int main(int argc, char** argv) {
  return pellucid::gui::run(argc, argv);
}
