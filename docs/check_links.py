#!/usr/bin/env python3
"""Fails on a relative link or picture in a Markdown page that leads nowhere. Usage: check_links.py REPOSITORY"""

import pathlib
import re
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(root: pathlib.Path):
    pages = sorted(root.glob("*.md")) + sorted((root / "docs").rglob("*.md")) + sorted((root / "samples").rglob("*.md"))
    for page in pages:
        for target in LINK.findall(page.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                yield f"{page.relative_to(root)}: leads nowhere: {target}"


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: check_links.py REPOSITORY", file=sys.stderr)
        return 2
    broken = list(broken_links(pathlib.Path(sys.argv[1])))
    print("\n".join(broken) if broken else "docs: every link leads somewhere")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
