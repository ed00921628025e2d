"""The figures as Markdown, and docs/performance.md with them."""

import machine

BEGIN, END = "<!-- figures: begin; written by ./dev bench speed --write-docs -->", "<!-- figures: end -->"
CODECS = (("none", "none"), ("zstd", "ZSTD"), ("deflate", "Deflate"), ("lzw", "LZW"))


def markdown(figures):
    parts = [_head(figures)]
    for key, table in (("tools", _tools), ("limits", _limits), ("cold", _cold), ("kernels", _kernels),
                       ("csv", _csv), ("growth", _growth)):
        if key in figures:
            parts.append(table(figures))
    return "\n\n".join(parts) + "\n"


def write_docs(path, text):
    """Puts the figures between the two marks of the page."""
    page = path.read_text()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


def number(value, digits=3):
    """A few significant digits, never in powers of ten."""
    if value is None:
        return "-"
    if value == 0 or abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits}g}"
    return text if "e" not in text else f"{value:.6f}".rstrip("0")


def _head(figures):
    side = figures["side_px"]
    lines = [f"{side:,} x {side:,} pixels, {figures['chips'] * 1e-6:.2f} million chips, {figures['threads']} threads, "
             f"{figures['software']}. Machine: {machine.sentence(figures['machine'])}."]
    if "startup" in figures:
        lines.append(f"Start-up of the command (`pellucid --version`): {1e3 * figures['startup']['median_s']:.1f} ms.")
    return "\n".join(lines)


def own(figures):
    return next((t for t in figures.get("tools", []) if t["key"] == "pellucid" and "wall_s" in t), None)


def _tools(figures):
    base = own(figures)
    rows = []
    for t in sorted(figures["tools"], key=lambda t: t.get("wall_s", 1e9)):
        if "wall_s" not in t:
            rows.append((t["name"], f"skipped: {t['skipped'].splitlines()[0]}", "-", "-", "-", "-"))
            continue
        ratio = number(t["wall_s"] / base["wall_s"]) if base else "-"
        rows.append((t["name"], number(t["wall_s"]), ratio, number(t["peak_mb"]), number(t["light_rms_over_photon_noise"]),
                     f"{t['dark_recall']:.3f} / {t['dark_precision']:.3f}"))
    head = ("tool", "whole process, s", "times Pellucid's", "peak memory, MB", "light: RMS error / photon noise",
            "dark and missing: recall / precision")
    text = "### The same job with other tools\n\n" + table(head, rows)
    if base and base["stages_s"]:
        stages = dict(base["stages_s"])
        stages["the rest, start and writing included"] = max(0.0, base["last_wall_s"] - sum(stages.values()))
        text += "\n\nPellucid by stage: " + ", ".join(f"{name} {number(1e3 * s)} ms" for name, s in stages.items()) + "."
    return text


def _limits(figures):
    by = {(r["name"], r["compression"], r["threads"]): r for r in figures["limits"]}
    many = max(r["threads"] for r in figures["limits"])
    gb = lambda r: r["bytes"] / r["seconds"] * 1e-9
    gpixel = lambda r: r["pixels"] / r["seconds"] * 1e-9

    def pair(name, codec, rate):
        one, all_ = by.get((name, codec, 1)), by.get((name, codec, many))
        return (rate(one), rate(all_)) if one and all_ else None

    rows = []
    names = ("memory", "page cache, pread", "libtiff, mode r", "libtiff, mode rm", "Pellucid's pass")
    for name in names:
        if rates := pair(name, "none", gb):
            rows.append((name, *map(number, rates), number(rates[1] / rates[0])))
    text = "### What the machine can do, and the pass over the pixels\n\n"
    text += table(("uncompressed", "1 thread, GB/s", f"{many} threads, GB/s", "ratio"), rows)
    rows = []
    for codec, name in CODECS:
        decode, passed = pair("libtiff, mode rm", codec, gpixel), pair("Pellucid's pass", codec, gpixel)
        if decode and passed:
            one = by[("Pellucid's pass", codec, 1)]
            rows.append((name, f"{100 * one['bytes'] / (2 * one['pixels']):.0f} %", *map(number, (*decode, *passed)),
                         number(passed[1] / passed[0]), number(passed[1] / decode[1])))
    head = ("compression", "size", "libtiff, 1 thread, Gpixel/s", f"libtiff, {many} threads", "Pellucid's pass, 1 thread",
            f"Pellucid's pass, {many} threads", f"1 to {many} threads", "pass / libtiff")
    return text + "\n\n" + table(head, rows)


def _cold(figures):
    cold = figures["cold"]
    rate = lambda seconds: number(cold["bytes"] / seconds * 1e-9)
    rows = [("sequential read", number(cold["read_s"]), rate(cold["read_s"])),
            ("pellucid inspect, whole process", number(cold["inspect_s"]), rate(cold["inspect_s"]))]
    return "### Files that are not in the page cache\n\n" + table(("", "s", "GB/s"), rows)


def _kernels(figures):
    rate = lambda kernel, what, unit: number(kernel[what] * unit) if what in kernel else "-"
    rows = [(k["name"], number(1e3 * k["seconds"]), rate(k, "pixels_per_s", 1e-9), rate(k, "chips_per_s", 1e-6))
            for k in figures["kernels"]]
    head = ("kernel, one frame of 2048 x 2048 or 16,384 chips, one thread", "ms", "Gpixel/s", "million chips/s")
    return "### Kernels\n\n" + table(head, rows)


def _csv(figures):
    csv = figures["csv"]
    rows = [(number(csv["chips"] * 1e-6), csv["columns"], number(csv["bytes"] * 1e-6), number(csv["processor_ns"]),
             number(csv["processor_least_ns"]), csv["goal_ns"], number(csv["wall_s"]), number(csv["peak_mb"]))]
    head = ("million chips", "columns", "MB of text", "processor time, ns a chip", "least", "goal, at most", "whole process, s",
            "peak memory, MB")
    return "### Every chip as CSV: `pellucid export`\n\n" + table(head, rows)


def _growth(figures):
    rows = [(f"{r['side_px']:,} x {r['side_px']:,}", number(r["pixels"] * 1e-6), number(r["chips"] * 1e-6),
             number(r["wall_s"]), number(r["pixels"] / r["wall_s"] * 1e-9), number(r["pixels"] / r["pass_s"] * 1e-9),
             number(r["peak_mb"]),
             number(r["peak_mb"] * 1e6 / r["chips"])) for r in figures["growth"]]
    head = ("wafer, pixels", "Mpixel", "million chips", "whole process, s", "Gpixel/s", "the pass alone, Gpixel/s", "peak memory, MB",
            "bytes a chip")
    return "### As wafers grow\n\n" + table(head, rows)
