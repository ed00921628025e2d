"""Limits of the machine, the pass over the pixels, cold files, start-up time, kernels, growth."""

import json
import statistics
import subprocess

import process
import tools as tooling


def machine_limits(settings, wafer):
    """Rows of speed_limits: name, compression, threads, seconds, bytes, pixels."""
    command = [settings.programs / "bench/speed/speed_limits", wafer, "--threads", f"1,{max(2, settings.threads)}",
               "--repeats", str(settings.limit_repeats), "--memory-mb", str(settings.memory_mb)]
    done = subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def kernels(settings, wafer):
    """Rows of speed_kernels: name, seconds, pixels a second."""
    command = [settings.programs / "bench/speed/speed_kernels", wafer, "--benchmark_format=json",
               f"--benchmark_min_time={settings.kernel_s}"]
    done = subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True)
    return [{"name": b["name"], "seconds": b["cpu_time"] * 1e-9, "pixels_per_s": b["pixels"],
             **({"chips_per_s": b["chips"]} if "chips" in b else {})}
            for b in json.loads(done.stdout)["benchmarks"]]


def start_up(settings):
    """Seconds of `pellucid --version`."""
    runs = [process.run([str(settings.pellucid), "--version"]).wall_s for _ in range(20)]
    return {"median_s": statistics.median(runs), "least_s": min(runs)}


def cold_files(settings, wafer, comparison):
    """Inspection with the tiles out of the page cache, in turns with a plain sequential read of the same files."""
    tiles = sorted((wafer / "scan" / "pl").glob("*.tif"))
    pellucid = tooling.Tool(tooling.PELLUCID, "Pellucid")
    reads, inspections = [], []
    for _ in range(settings.cold_repeats):
        process.drop_from_cache(tiles)
        reads.append(process.read_through(tiles))
        process.drop_from_cache(tiles)
        inspections.append(process.run([str(c) for c in comparison.command(pellucid)]))
    size = sum(t.stat().st_size for t in tiles)
    stages = tooling.pellucid_stages(inspections[-1], comparison.out / tooling.PELLUCID)
    return {"bytes": size, "read_s": statistics.median(reads), "inspect_s": statistics.median(r.wall_s for r in inspections),
            "inspect_stages_s": stages}


def growth(settings, make_wafer, say):
    """Time and memory of Pellucid from 67 megapixels up."""
    rows = []
    for side in settings.growth_sides:
        wafer = make_wafer(side, image=False)
        comparison = tooling.Comparison(settings, wafer, say)
        pellucid = tooling.Tool(tooling.PELLUCID, "Pellucid")
        process.read_through((wafer / "scan").rglob("*.tif"))
        command = [str(c) for c in comparison.command(pellucid)]
        process.run(command)
        pellucid.runs = [process.run(command) for _ in range(3)]
        figures = pellucid.figures()
        chips = json.loads((wafer / "wafer.json").read_text())
        rows.append({"side_px": side, "pixels": side * side, "chips": chips["columns"] * chips["rows"],
                     "wall_s": figures["wall_s"], "peak_mb": figures["peak_mb"]})
        say(f"{side} x {side}: {figures['wall_s']:.2f} s, {figures['peak_mb']:.0f} MB")
    return rows

