"""What the figures were taken on."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path


def _first(path, pattern):
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return None
    return found.group(1).strip().strip('"') if found else None


def describe():
    memory_kb = _first("/proc/meminfo", r"^MemTotal:\s+(\d+)")
    return {
        "processor": _first("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory_kb) / 2**20) if memory_kb else None,
        "system": _first("/etc/os-release", r"^PRETTY_NAME=(.+)$") or platform.platform(),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "load_before": round(os.getloadavg()[0], 2),
    }


def has_room(folder, size):
    """Is there room for files of so many bytes, on the disk and, beside a process, in the page cache?"""
    memory_kb = _first("/proc/meminfo", r"^MemTotal:\s+(\d+)")
    in_memory = memory_kb is None or 1.4 * size < 1024 * int(memory_kb)
    return in_memory and shutil.disk_usage(folder).free > 1.1 * size


def software(pellucid):
    """What `pellucid --version` says."""
    return subprocess.run([str(pellucid), "--version"], check=True, capture_output=True, text=True).stdout.strip()


def sentence(machine):
    return (f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
            f"Linux {machine['kernel']}, load before the run {machine['load_before']}")
