// Inspects one scan folder from a program of your own: inspect_one SCAN RESULT
#include <cstdio>

#include "inspection/inspect.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  pellucid::InspectRequest request;
  request.scan = argv[1];
  request.result = argv[2];
  const auto found = pellucid::inspect(request);
  if (!found) return std::fprintf(stderr, "%s\n", found.error().message().c_str()), 1;
  std::printf("%zu chips, yield %.4f\n", found->table.size(),
              pellucid::yield_of(pellucid::count_classes(found->table)));
  return 0;
}
