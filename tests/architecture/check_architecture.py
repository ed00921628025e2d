#!/usr/bin/env python3
"""Holds the house together: reads the #include lines of every room and names each one that breaks a rule.

Usage: check_architecture.py REPOSITORY     exit 0: clean; 1: broken rules, one line each; 2: usage

The floors and the guests' rooms stand as data in house.json. A header in a folder detail/, or one that says "Private to"
in its first ten lines, is not public: it may show a guest's type, but then no other room may include it.
"""

import json
import pathlib
import re
import sys

HOUSE = json.loads((pathlib.Path(__file__).parent / "house.json").read_text())
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[>"]', re.MULTILINE)

RULE_DOWN = "arrows point down only: a room never includes a higher floor"
RULE_SAME_FLOOR = "rooms of one floor do not see each other"
RULE_GUEST = "one guest a room: a guest library lives only in the rooms that design gives it"
RULE_CORE = "core knows no file format, no thread library in a header, no Qt"
RULE_PUBLIC = "no public header of a room shows a guest's type, except standard C++ and tl::expected"
RULE_PRIVATE = "a header that is private to its room is included by that room alone"
RULE_ROOT = "includes are written from the repository's root"
RULE_LENGTH = "a file past 400 lines says why in its first ten lines"


def room_of(path: str):
    """The room that a repository-relative path lies in; None outside of every room."""
    for room in HOUSE["floors"]:
        if path.startswith(room + "/"):
            return room
    return None


def guest_of(include: str):
    for guest, facts in HOUSE["guests"].items():
        if re.search(facts["includes"], include):
            return guest
    return None


def is_private(name: str, text: str) -> bool:
    return "/detail/" in name or "Private to" in "\n".join(text.splitlines()[:10])


def check_guest(name, room, include, guest, is_public_header):
    if room not in HOUSE["guests"][guest]["rooms"]:
        rule = RULE_CORE if room == "core" else RULE_GUEST
        yield f"{name}: includes {include} ({guest}): {rule}"
    elif is_public_header and include not in HOUSE["guests_allowed_in_public_headers"]:
        yield f"{name}: includes {include} ({guest}): {RULE_CORE if guest == 'oneTBB' else RULE_PUBLIC}"


def check_room_include(root, name, room, include):
    other = room_of(include)
    if other is None or not (root / include).is_file():
        yield f'{name}: includes "{include}", which is not a file of a room: {RULE_ROOT}'
        return
    if other == room:
        return
    floor, other_floor = HOUSE["floors"][room], HOUSE["floors"][other]
    if other_floor > floor:
        yield f"{name} (floor {floor}): includes {include} (floor {other_floor}): {RULE_DOWN}"
    elif other_floor == floor:
        yield f"{name}: includes {include}: {RULE_SAME_FLOOR}"
    elif is_private(include, (root / include).read_text(errors="replace")):
        yield f"{name}: includes {include}: {RULE_PRIVATE}"


def check_file(root: pathlib.Path, path: pathlib.Path):
    """Every broken rule of one file, as sentences."""
    name = path.relative_to(root).as_posix()
    text = path.read_text(errors="replace")
    head = "\n".join(text.splitlines()[:10])
    lines = text.count("\n")
    if lines > HOUSE["max_lines"] and f"{HOUSE['max_lines']} lines" not in head:
        yield f"{name}: {lines} lines: {RULE_LENGTH}"
    room = room_of(name)
    if room is None:
        return
    is_program = HOUSE["floors"][room] == max(HOUSE["floors"].values())  # nobody stands above it to be shown a header
    is_public_header = path.suffix == ".h" and not is_program and not name.endswith("-inl.h") and not is_private(name, text)
    for quote, include in INCLUDE.findall(text):
        guest = guest_of(include)
        if guest is not None:
            yield from check_guest(name, room, include, guest, is_public_header)
        elif quote == '"' or room_of(include) is not None:
            yield from check_room_include(root, name, room, include)


def check_tree(root: pathlib.Path):
    tops = sorted({room.split("/")[0] for room in HOUSE["floors"]} | {"tests", "bench"})
    for top in tops:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp") and path.is_file():
                yield from check_file(root, path)


def main() -> int:
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        print("usage: check_architecture.py REPOSITORY", file=sys.stderr)
        return 2
    broken = list(check_tree(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(broken) if broken else "architecture: every include points down")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
