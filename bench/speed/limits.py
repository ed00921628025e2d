"""Limits of the machine, the pass over the pixels, cold files, start-up time, kernels, the table as CSV, growth."""

import json
import statistics
import subprocess

import machine
import process
import tools as tooling

CSV_GOAL_NS = 150  # processor time a chip of 14 columns


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
    return [{"name": b["name"], "seconds": b["cpu_time"] * 1e-9,
             **{f"{what}_per_s": b[what] for what in ("pixels", "chips") if what in b}}
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


def csv_export(settings, comparison, say):
    """Processor time of `pellucid export` a chip: start, reading the table, text of all columns, writing it to a new file."""
    result, file = comparison.out / tooling.PELLUCID, comparison.out / "chips.csv"
    if not (result / "summary.json").exists():
        process.run([str(c) for c in comparison.command(tooling.Tool(tooling.PELLUCID, "Pellucid"))])
    runs = []
    for _ in range(settings.csv_repeats):
        file.unlink(missing_ok=True)
        runs.append(process.run([str(settings.pellucid), "export", str(result), "--format", "csv", "-o", str(file), "--quiet"]))
    with file.open() as text:
        columns, chips = next(text).count(",") + 1, sum(1 for _ in text)
    figures = {"chips": chips, "columns": columns, "bytes": file.stat().st_size, "goal_ns": CSV_GOAL_NS,
               "wall_s": statistics.median(r.wall_s for r in runs), "peak_mb": max(r.peak_bytes for r in runs) / 1e6,
               "processor_ns": 1e9 * statistics.median(r.processor_s for r in runs) / chips,
               "processor_least_ns": 1e9 * min(r.processor_s for r in runs) / chips}
    file.unlink()
    say(f"CSV: {figures['processor_ns']:.0f} ns a chip, at least {figures['processor_least_ns']:.0f} ns")
    return figures


def growth(settings, make_wafer, say):
    """Time and memory of Pellucid from 67 megapixels up."""
    rows = []
    for side in settings.growth_sides:
        if not machine.has_room(settings.data, 2 * side * side):
            say(f"{side} x {side}: left out, there is no room for {2e-9 * side * side:.0f} GB on the disk and in the page cache")
            continue
        wafer = make_wafer(side, image=False)
        comparison = tooling.Comparison(settings, wafer, say)
        pellucid = tooling.Tool(tooling.PELLUCID, "Pellucid")
        process.read_through((wafer / "scan").rglob("*.tif"))
        command = [str(c) for c in comparison.command(pellucid)]
        process.run(command)
        pellucid.runs = [process.run(command) for _ in range(3)]
        figures = pellucid.figures()
        chips = json.loads((wafer / "wafer.json").read_text())
        pass_s = statistics.median(tooling.pellucid_stages(r, comparison.out / tooling.PELLUCID)["measure pl"]
                                   for r in pellucid.runs)
        rows.append({"side_px": side, "pixels": side * side, "chips": chips["columns"] * chips["rows"],
                     "wall_s": figures["wall_s"], "pass_s": pass_s, "peak_mb": figures["peak_mb"]})
        say(f"{side} x {side}: {figures['wall_s']:.2f} s, of it the pass {pass_s:.2f} s, {figures['peak_mb']:.0f} MB")
    return rows

