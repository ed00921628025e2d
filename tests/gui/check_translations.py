#!/usr/bin/env python3
"""Every text of the viewer is translated: check_translations.py LUPDATE GUI_FOLDER TS...

Runs lupdate on copies of the translations, so that a text that is new in the sources shows up as one that is missing."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def faults_of(ts: pathlib.Path):
    for context in ElementTree.parse(ts).getroot().findall("context"):
        name = context.findtext("name")
        for message in context.findall("message"):
            source, translation = message.findtext("source"), message.find("translation")
            forms = [f.text or "" for f in translation.findall("numerusform")] or [translation.text or ""]
            if translation.get("type") == "vanished" or translation.get("type") == "obsolete":
                continue
            if translation.get("type") == "unfinished" or not all(forms):
                yield f"{ts.name}: {name}: not translated: {source!r}"
                continue
            for form in forms:
                if sorted(re.findall(r"%L?[0-9n]", source)) != sorted(re.findall(r"%L?[0-9n]", form)):
                    yield f"{ts.name}: {name}: other places for values: {source!r}: {form!r}"


def main() -> int:
    lupdate, gui, translations = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    sources = [str(p) for pattern in ("*.cpp", "*.h") for p in sorted(gui.rglob(pattern))]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for ts in translations:
            copy = pathlib.Path(folder) / pathlib.Path(ts).name
            shutil.copy(ts, copy)
            subprocess.run([lupdate, "-silent", "-I", str(gui.parent), "-locations", "none", "-no-obsolete", *sources, "-ts", str(copy)],
                           check=True, capture_output=True)
            faults += faults_of(copy)
    print("\n".join(faults) or "translations: complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
