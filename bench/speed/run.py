#!/usr/bin/python3
"""How fast is Pellucid: against other tools on the same pixels, against what the machine can do, and as wafers grow.

Called by `./dev bench speed`, which builds the programs and installs the tools. Prints Markdown and writes
figures.json; with --write-docs docs/performance.md and its chart are written anew. How each figure is taken stands there.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import chart
import limits
import machine
import process
import report
import tools as tooling

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("tools", "startup", "limits", "kernels", "cold", "csv", "growth")


@dataclass
class Settings:
    programs: Path  # the build folder
    data: Path      # where wafers and results go
    threads: int
    side_px: int = 16384
    repeats: tuple = (5, 3)  # Pellucid, the fast tools
    limit_repeats: int = 5
    memory_mb: int = 1024
    kernel_s: float = 1.0
    cold_repeats: int = 3
    csv_repeats: int = 7
    growth_sides: tuple = (8192, 16384, 32768, 40960, 79872)

    @property
    def pellucid(self):
        return self.programs / "cli/pellucid"


def quick(settings):
    settings.side_px, settings.repeats, settings.limit_repeats = 4096, (3, 1), 3
    settings.memory_mb, settings.kernel_s, settings.cold_repeats = 256, 0.2, 1
    settings.growth_sides = (4096, 8192)


def parse():
    parser = argparse.ArgumentParser(prog="./dev bench speed", description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="4096 x 4096 pixels and fewer repeats: a minute or two")
    parser.add_argument("--growth", action="store_true", help="also wafers up to 79872 x 79872 pixels (19 GB of files), as far as disk and memory have room")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="only these parts")
    parser.add_argument("--tools", nargs="+", metavar="TOOL", help="only these tools beside Pellucid, e.g. numba_loop")
    parser.add_argument("--side", type=int, help="pixels along a side of the wafer, a multiple of 2048")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1), help="for every tool (default 2)")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md and its chart")
    arguments = parser.parse_args()
    if arguments.write_docs and (arguments.only or arguments.tools):
        parser.error("--write-docs writes all figures: not together with --only or --tools")
    return arguments


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def wafer_maker(settings):
    """Makes the wafer of a side where it is not there yet; returns its folder."""

    def make(side, image=True):
        folder = settings.data / f"wafer-{side}"
        compressions = ["none"] + (["zstd", "deflate", "lzw"] if image else [])
        ready = (folder / "wafer.json").exists() and (not image or (folder / "image.tif").exists())
        if not ready:
            say(f"making the wafer of {side} x {side} pixels")
            command = [settings.programs / "bench/speed/speed_wafer", folder, "--side", side, "--threads", os.cpu_count(),
                       "--compressions", ",".join(compressions)] + ([] if image else ["--no-image"])
            subprocess.run([str(c) for c in command], check=True)
        return folder

    return make


def selected_tools(names):
    every = tooling.all_tools()
    if names is None:
        return every
    unknown = set(names) - {t.key for t in every}
    if unknown:
        sys.exit(f"no tool called {', '.join(sorted(unknown))}; there is: {' '.join(t.key for t in every)}")
    return [t for t in every if t.key == tooling.PELLUCID or t.key in names]


def measure(settings, parts, names, keep):
    """All figures of the chosen parts; `keep` is called with those so far after each part."""
    figures = {"machine": machine.describe(), "software": machine.software(settings.pellucid), "threads": settings.threads,
               "side_px": settings.side_px}
    make = wafer_maker(settings)
    wafer = make(settings.side_px)
    facts = json.loads((wafer / "wafer.json").read_text())
    figures["chips"] = facts["columns"] * facts["rows"]
    comparison = tooling.Comparison(settings, wafer, say)

    def compare():
        chosen = selected_tools(names)
        comparison.run(chosen)
        return [t.figures() for t in chosen]

    work = {
        "tools": compare,
        "startup": lambda: limits.start_up(settings),
        "limits": lambda: limits.machine_limits(settings, wafer),
        "kernels": lambda: limits.kernels(settings, wafer),
        "cold": lambda: limits.cold_files(settings, wafer, comparison),
        "csv": lambda: limits.csv_export(settings, comparison, say),
        "growth": lambda: limits.growth(settings, make, say),
    }
    for part in PARTS:
        if part in parts:
            say(f"part: {part}")
            figures[part] = work[part]()
            keep(figures)
    return figures


def main():
    arguments = parse()
    settings = Settings(arguments.build.resolve(), arguments.build.resolve() / "speed", max(1, arguments.threads))
    if arguments.quick:
        quick(settings)
    settings.side_px = arguments.side or settings.side_px
    settings.data.mkdir(parents=True, exist_ok=True)
    parts = arguments.only or [p for p in PARTS if p != "growth" or arguments.growth]
    record = settings.data / "figures.json"
    figures = measure(settings, parts, arguments.tools, lambda so_far: record.write_text(json.dumps(so_far, indent=1) + "\n"))
    text = report.markdown(figures)
    print(text)
    say(f"figures: {record}")
    if arguments.write_docs:
        report.write_docs(ROOT / "docs/performance.md", text)
        (ROOT / "docs/images/performance.svg").write_text(chart.svg(figures))
        say("docs/performance.md and docs/images/performance.svg are written")


if __name__ == "__main__":
    try:
        main()
    except (process.Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench speed: {failure}\n{getattr(failure, 'stderr', '') or ''}")
