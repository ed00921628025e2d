"""The tools that are compared, and how each is run on the bench's wafer."""

import importlib.util
import json
import re
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import process
import truth as truths

HERE = Path(__file__).parent


@dataclass
class Tool:
    key: str
    name: str
    modules: tuple = ()   # Python modules that must be there
    program: str = ""     # and a program
    slow: bool = False    # run once
    runs: list = field(default_factory=list)
    accuracy: dict = field(default_factory=dict)
    skipped: str = ""

    def missing(self):
        gone = [m for m in (*self.modules, "numpy", "scipy", "tifffile") if importlib.util.find_spec(m) is None]
        if self.program and shutil.which(self.program) is None:
            gone.append(self.program)
        return gone

    def figures(self):
        if not self.runs:
            return {"key": self.key, "name": self.name, "skipped": self.skipped}
        return {
            "key": self.key,
            "name": self.name,
            "runs": len(self.runs),
            "wall_s": statistics.median(r.wall_s for r in self.runs),
            "wall_least_s": min(r.wall_s for r in self.runs),
            "processor_s": statistics.median(r.processor_s for r in self.runs),
            "peak_mb": max(r.peak_bytes for r in self.runs) / 1e6,
            "stages_s": self.runs[-1].stages,
            "last_wall_s": self.runs[-1].wall_s,
            **self.accuracy,
        }


PELLUCID = "pellucid"


def all_tools():
    return [
        Tool(PELLUCID, "Pellucid"),
        Tool("numba_loop", "Numba, fused loop by hand", ("numba",)),
        Tool("numpy_stamps", "NumPy stamps"),
        Tool("sep_apertures", "SEP at known positions", ("sep",)),
        Tool("opencv_integral", "OpenCV integral images", ("cv2",)),
        Tool("opencv_components", "OpenCV connected components", ("cv2",)),
        Tool("photutils_apertures", "photutils, sums only", ("photutils",), slow=True),
        Tool("sep_extract", "SEP detection", ("sep",), slow=True),
        Tool("sextractor", "SExtractor", ("astropy",), "source-extractor", slow=True),
        Tool("scipy_labels", "SciPy labels", slow=True),
        Tool("skimage_regions", "scikit-image", ("skimage",), slow=True),
    ]


class Comparison:
    """Runs the tools in turns, so that noise hits all alike."""

    def __init__(self, settings, wafer, say):
        self.settings, self.wafer, self.say = settings, wafer, say
        self.out = settings.data / f"out-{wafer.name}"
        self.out.mkdir(exist_ok=True)
        self.profile = ["--profile"] if can_profile(settings.pellucid) else []

    def run(self, tools):
        for tool in tools:
            gone = [] if tool.key == PELLUCID else tool.missing()
            if gone:
                tool.skipped = "not installed: " + ", ".join(gone)
                self.say(f"{tool.name}: skipped, {tool.skipped}")
        ready = [t for t in tools if not t.skipped]
        process.read_through(self._inputs())
        for tool in ready:
            if tool.key in (PELLUCID, "numba_loop"):
                self.say(f"{tool.name}: once without counting")  # page cache, and Numba's compiler
                self._once(tool)
                tool.runs.clear()
        own, others = self.settings.repeats
        for turn in range(own):
            for tool in ready:
                if tool.key == PELLUCID or (not tool.slow and turn < others):
                    self._once(tool)
        for tool in ready:
            if tool.slow:
                self._once(tool)
        self._judge(ready)

    def command(self, tool, threads=None):
        threads = str(threads or self.settings.threads)
        if tool.key == PELLUCID:
            return [self.settings.pellucid, "inspect", self.wafer / "scan", "-o", self.out / PELLUCID, "--overwrite",
                    "--no-report", "--quiet", "--threads", threads, *self.profile]
        return [sys.executable, HERE / "peers" / f"{tool.key}.py", self.wafer, self.out / f"{tool.key}.npz", "--threads", threads]

    def _inputs(self):
        return [p for p in (*self.wafer.glob("*.tif"), *self.wafer.glob("scan/**/*.tif"))]

    def _once(self, tool):
        if tool.skipped:
            return
        environment = {"OMP_NUM_THREADS": str(self.settings.threads), "NUMBA_NUM_THREADS": str(self.settings.threads),
                       "NUMBA_CACHE_DIR": str(self.settings.data / "numba")}
        try:
            done = process.run([str(c) for c in self.command(tool)], environment)
        except process.Failed as failure:
            tool.skipped = str(failure)
            self.say(f"{tool.name}: {failure}")
            return
        if tool.key == PELLUCID:
            done.stages = pellucid_stages(done, self.out / PELLUCID)
        tool.runs.append(done)
        self.say(f"{tool.name}: {done.wall_s:.2f} s, {done.peak_bytes / 1e6:.0f} MB")

    def _judge(self, tools):
        truth = truths.Truth(self.wafer)
        for tool in tools:
            if not tool.runs:
                continue
            if tool.key == PELLUCID:
                tool.accuracy = truths.judge_pellucid(truth, self.out / PELLUCID)
            else:
                tool.accuracy = truths.judge_peer(truth, self.out / f"{tool.key}.npz")


PROFILE_LINE = re.compile(r"^  (\S.*?) +([0-9.]+) ms ", re.MULTILINE)


def can_profile(pellucid):
    answer = subprocess.run([str(pellucid), "inspect", "--help"], check=True, capture_output=True, text=True).stdout
    return "--profile" in answer


def pellucid_stages(run, result):
    """Seconds by stage: from `--profile` where the command has it, else from the result's summary (writing is not in it)."""
    profile = {stage: float(ms) * 1e-3 for stage, ms in PROFILE_LINE.findall(run.errors) if stage != "all"}
    return profile or json.loads((result / "summary.json").read_text())["timing_s"]
