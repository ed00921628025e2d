"""Runs a program as a user would: a fresh process, its wall time, processor time and peak memory."""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field


@dataclass
class Run:
    wall_s: float
    processor_s: float
    peak_bytes: int  # of the largest process among the program and its children
    stages: dict = field(default_factory=dict)
    errors: str = ""  # what it wrote to standard error


class Failed(Exception):
    """The program ended with an error; the text is the end of what it wrote."""


def run(command, environment=None):
    """Runs `command` (a list). A last line of the form {"stages": {...}} on its output becomes Run.stages."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Failed(f"{command[0]} ended with {process.returncode}: {_text(errors)[-400:].strip()}")
        return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, _stages(_text(output)), _text(errors))


def _text(stream):
    stream.seek(0)
    return stream.read().decode(errors="replace")


def _stages(text):
    last = text.strip().rsplit("\n", 1)[-1]
    if not last.startswith('{"stages"'):
        return {}
    return json.loads(last)["stages"]


def read_through(paths):
    """Reads files one after the other, 4 MB at a time; returns the seconds. They are in the page cache then."""
    piece = bytearray(1 << 22)
    begin = time.perf_counter()
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.readinto(piece):
                pass
    return time.perf_counter() - begin


def drop_from_cache(paths):
    """Takes files out of the page cache. What lies in a cache of the host below stays there."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
