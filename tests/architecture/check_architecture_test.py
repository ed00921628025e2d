#!/usr/bin/env python3
"""Shows that check_architecture.py fails on a bad example of every rule, with the rule's sentence, and not otherwise."""

import pathlib
import tempfile
import unittest

import check_architecture as check


class ArchitectureTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def broken(self):
        return list(check.check_tree(self.root))

    def expect_one(self, rule, *words):
        broken = self.broken()
        self.assertEqual(len(broken), 1, broken)
        self.assertTrue(broken[0].endswith(rule), broken[0])
        for word in words:
            self.assertIn(word, broken[0])

    def test_arrows_down_are_clean(self):
        self.write("core/model/wafer.h", "#include <vector>\n#include <tl/expected.hpp>\n")
        self.write("results/result.h", '#include "core/model/wafer.h"\n')
        self.write("results/result.cpp", '#include "results/result.h"\n#include <hdf5.h>\n')
        self.write("cli/main.cpp", '#include "results/result.h"\n#include <CLI/CLI.hpp>\n')
        self.write("samples/simulator/simulate.cpp", '#include "core/model/wafer.h"\n')
        self.assertEqual(self.broken(), [])

    def test_a_program_shows_its_headers_to_nobody(self):
        self.write("gui/map/map_view.h", "#include <QWidget>\n")
        self.assertEqual(self.broken(), [])
        self.write("cli/window.h", "#include <QWidget>\n")
        self.expect_one(check.RULE_GUEST, "cli/window.h")

    def test_an_upward_arrow_is_named(self):
        self.write("inspection/inspect.h", "")
        self.write("core/measure/lattice.cpp", '#include "inspection/inspect.h"\n')
        self.expect_one(check.RULE_DOWN, "core/measure/lattice.cpp", "floor 1", "floor 3")

    def test_an_arrow_in_angle_brackets_is_an_arrow_too(self):
        self.write("inspection/inspect.h", "")
        self.write("results/maps.cpp", "#include <inspection/inspect.h>\n")
        self.expect_one(check.RULE_DOWN)

    def test_neighbours_on_a_floor_do_not_see_each_other(self):
        self.write("recipe/recipe.h", "")
        self.write("results/summary.cpp", '  #  include "recipe/recipe.h"\n')
        self.expect_one(check.RULE_SAME_FLOOR, "results/summary.cpp")

    def test_core_knows_no_file_format(self):
        self.write("core/measure/lattice.cpp", "#include <tiffio.h>\n")
        self.expect_one(check.RULE_CORE, "libtiff")

    def test_core_shows_no_thread_library(self):
        self.write("core/flow/pipeline.h", "#include <tbb/parallel_for.h>\n")
        self.expect_one(check.RULE_CORE, "oneTBB")

    def test_a_guest_stays_in_its_room(self):
        self.write("cli/main.cpp", "#include <QApplication>\n")
        self.expect_one(check.RULE_GUEST, "Qt")

    def test_a_public_header_shows_no_guest(self):
        self.write("recipe/recipe.h", "#include <nlohmann/json.hpp>\n")
        self.expect_one(check.RULE_PUBLIC)

    def test_a_private_header_may_show_a_guest_to_its_own_room_only(self):
        self.write("acquisition/handle.h", "/// Private to acquisition.\n#include <tiffio.h>\n")
        self.write("acquisition/tiff.cpp", '#include "acquisition/handle.h"\n')
        self.assertEqual(self.broken(), [])
        self.write("inspection/inspect.cpp", '#include "acquisition/handle.h"\n')
        self.expect_one(check.RULE_PRIVATE, "inspection/inspect.cpp")

    def test_a_folder_called_detail_is_private(self):
        self.write("results/detail/h5.h", "#include <hdf5.h>\n")
        self.assertEqual(self.broken(), [])
        self.write("inspection/inspect.cpp", '#include "results/detail/h5.h"\n')
        self.expect_one(check.RULE_PRIVATE, "inspection/inspect.cpp")

    def test_a_relative_include_cannot_slip_past_the_floors(self):
        self.write("inspection/inspect.h", "")
        self.write("core/lattice.cpp", '#include "../inspection/inspect.h"\n')
        self.expect_one(check.RULE_ROOT)

    def test_a_long_file_says_why(self):
        self.write("core/long.cpp", "\n" * 401)
        self.expect_one(check.RULE_LENGTH, "401 lines")
        self.write("core/long.cpp", "// Past 400 lines: one table.\n" + "\n" * 401)
        self.assertEqual(self.broken(), [])


if __name__ == "__main__":
    unittest.main()
