"""A bar chart of the whole job's time by tool, as SVG by hand: one colour for Pellucid, one for the rest, log scale."""

import math
from xml.sax.saxutils import escape

import machine

LABEL, PLOT, ROW, TOP, BOTTOM = 235, 500, 26, 58, 58
WIDTH = LABEL + PLOT + 120


def svg(figures):
    tools = sorted((t for t in figures.get("tools", []) if "wall_s" in t), key=lambda t: t["wall_s"])
    low = 10 ** math.floor(math.log10(min(t["wall_s"] for t in tools)))
    high = max(10 * low, 1.2 * max(t["wall_s"] for t in tools))
    scale = PLOT / math.log10(high / low)
    place = lambda seconds: LABEL + math.log10(seconds / low) * scale
    height = TOP + ROW * len(tools) + BOTTOM
    side = figures["side_px"]
    title = f"One wafer, {side:,} x {side:,} pixels, {figures['chips'] * 1e-6:.2f} million chips: seconds, whole process"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="DejaVu Sans, Arial, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(16, 26, title, size=15, weight="bold"),
        *_grid(low, high, place, TOP, TOP + ROW * len(tools)),
    ]
    base = next((t["wall_s"] for t in tools if t["key"] == "pellucid"), None)
    for k, tool in enumerate(tools):
        parts += _bar(tool, TOP + ROW * k, place, base)
    parts.append(_text(16, height - 14, machine.sentence(figures["machine"]), size=11, fill="#555555"))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(low, high, place, top, bottom):
    step = low
    while step <= high * 1.0001:
        x = place(step)
        yield f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#d0d0d0"/>'
        yield _text(x, bottom + 18, f"{step:g} s", anchor="middle", fill="#555555")
        step *= 10


def _bar(tool, top, place, base):
    ours = tool["key"] == "pellucid"
    end = place(tool["wall_s"])
    wall = tool["wall_s"]
    value = f"{wall:.2f} s" if wall < 10 else f"{wall:.0f} s"
    if base and not ours:
        ratio = wall / base
        value += f" (× {ratio:.1f})" if ratio < 10 else f" (× {ratio:.0f})"
    yield _text(LABEL - 10, top + 17, tool["name"], anchor="end", weight="bold" if ours else "normal")
    yield (f'<rect x="{LABEL}" y="{top + 4}" width="{max(1.0, end - LABEL):.1f}" height="{ROW - 8}" '
           f'fill="{"#0b6e8f" if ours else "#b4bcc4"}"/>')
    yield _text(end + 6, top + 17, value, weight="bold" if ours else "normal")


def _text(x, y, text, anchor="start", size=13, weight="normal", fill="#222222"):
    return (f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
            f"{escape(text)}</text>")
