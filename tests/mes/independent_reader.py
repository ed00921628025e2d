#!/usr/bin/env python3
"""Reads exported files with the standard library only, sharing no code and no table with Pellucid.

Usage: independent_reader.py (klarf|klarf18|e142|g85|sinf|mapcsv FILE)...

Says "X Y DIES MARKED" of each: the place of the one bad die (or defect) in um about the centre, in the position in which the
wafer's mark is down; how many dies or defects there are; how many of them are marked. The KLARF half takes lines the way
line-based readers in use do: a row that does not begin with a blank is no row.
"""

import csv
import re
import sys
import xml.etree.ElementTree as ET

# How often the file's view must be turned counter-clockwise by a quarter until the mark is down.
FROM_BOTTOM = {0: 0, 90: 1, 180: 2, 270: 3}
FROM_TOP = {180: 0, 270: 1, 0: 2, 90: 3}
WORDS = {"DOWN": 0, "LEFT": 1, "UP": 2, "RIGHT": 3}


def counter_clockwise(x, y, quarters):
    for _ in range(quarters):
        x, y = -y, x
    return x, y


def answer(points, quarters):
    """points: (x, y, is_marked) in the file's view, +x right, +y up."""
    marked = [(x, y) for x, y, bad in points if bad]
    x, y = counter_clockwise(*marked[0], quarters)
    print(f"{x:.2f} {y:.2f} {len(points)} {len(marked)}")


def picture(rows, step, good, nothing):
    """Dies of rows as one sees them, the top row first."""
    height, width = len(rows), len(rows[0])
    points = []
    for n, row in enumerate(rows):
        assert len(row) == width
        for i, code in enumerate(row):
            if code != nothing:
                points.append(((i - (width - 1) / 2) * step[0], ((height - 1) / 2 - n) * step[1], code not in good))
    return points


def pieces(text, width):
    return re.findall("." * width, text)


def strip_namespaces(path):
    root = ET.parse(path).getroot()
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def read_e142(path):
    root = strip_namespaces(path)
    assert root.tag == "MapData"
    frame = root.find(".//SubstrateMap")
    bins = root.find(".//BinCodeMap")
    assert bins.get("BinType") == "HexaDecimal"
    good = {d.get("BinCode") for d in bins.iter("BinDefinition") if d.get("BinQuality") == "Pass"}
    rows = [pieces(row.text, 2) for row in bins.findall("BinCode")]
    axis = frame.get("AxisDirection", "UpRight")
    if axis.startswith("Up"):
        rows.reverse()
    if axis.endswith("Left"):
        rows = [row[::-1] for row in rows]
    step = next(layout.find("StepSize") for layout in root.iter("Layout") if layout.find("StepSize") is not None)
    answer(picture(rows, (float(step.get("X")), float(step.get("Y"))), good, bins.get("NullBin")),
           FROM_BOTTOM[int(frame.get("Orientation"))])


def read_g85(path):
    root = strip_namespaces(path)
    assert root.tag == "Map" and root.get("FormatRevision") == "SEMI G85-1101"
    device = root.find("Device")
    good = {b.get("BinCode") for b in device.findall("Bin") if b.get("BinQuality") == "Pass"}
    rows = [pieces(row.text, 2) for row in device.find("Data").findall("Row")]
    assert len(rows) == int(device.get("Rows")) and len(rows[0]) == int(device.get("Columns"))
    answer(picture(rows, (float(device.get("DeviceSizeX")), float(device.get("DeviceSizeY"))), good, device.get("NullBin")),
           FROM_BOTTOM[int(device.get("Orientation"))])


def read_sinf(path):
    facts, rows = {}, []
    for line in open(path):
        key, _, value = line.rstrip("\n").partition(":")
        if key == "RowData":
            rows.append(value.split())
        else:
            facts[key] = value
    assert len(rows) == int(facts["ROWCT"]) and len(rows[0]) == int(facts["COLCT"]) and facts["DUTMS"] == "mm"
    answer(picture(rows, (1000 * float(facts["XDIES"]), 1000 * float(facts["YDIES"])), facts["BCEQU"].split(","), "__"),
           FROM_TOP[int(facts["FNLOC"])])


def read_mapcsv(path):
    lines = open(path).read().splitlines()
    facts = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    dies = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    width, height = int(facts["columns"]), int(facts["rows"])
    up, right = facts["axis"].startswith("up"), facts["axis"].endswith("right")
    origin = {"lower_left": (0, 0), "upper_left": (0, height - 1)}[facts["origin"]]
    points = []
    for die in dies:
        x = origin[0] + int(die["x"]) * (1 if right else -1)
        y = origin[1] + int(die["y"]) * (1 if up else -1)
        points.append(((x - (width - 1) / 2) * float(facts["step_x_um"]), (y - (height - 1) / 2) * float(facts["step_y_um"]),
                       die["pass"] == "0"))
    answer(points, WORDS[facts["orientation"].upper()])


def read_klarf(path):
    pitch = centre = side = None
    columns, points, listing = [], [], False
    for line in open(path):
        line = line.rstrip("\n")
        words = line.rstrip(";").split()
        if line.startswith("DiePitch"):
            pitch = [float(w) for w in words[1:3]]
        elif line.startswith("SampleCenterLocation"):
            centre = [float(w) for w in words[1:3]]
        elif line.startswith("OrientationMarkLocation"):
            side = WORDS[words[1]]
        elif line.startswith("SampleSize"):
            int(words[2])
        elif line.startswith("DefectRecordSpec"):
            columns = words[2:]
            assert int(words[1]) == len([c for c in columns if c != ";"])
        elif line.startswith("DefectList"):
            listing = not line.endswith(";")
        elif listing and line.startswith(" "):
            row = dict(zip(columns, words))
            points.append((int(row["XINDEX"]) * pitch[0] + float(row["XREL"]) - centre[0],
                           int(row["YINDEX"]) * pitch[1] + float(row["YREL"]) - centre[1], True))
            listing = not line.endswith(";")
    answer(points, side)


def read_klarf18(path):
    text = open(path).read()

    def numbers(name):
        return [int(w) for w in re.search(r"Field " + name + r" \d+ \{([^}]*)\}", text).group(1).split(",")]

    pitch, centre, side = numbers("DiePitch"), numbers("SampleCenterLocation"), numbers("OrientationMarkLocation")[0]
    body = re.search(r"List DefectList\s*\{\s*Columns \d+ \{([^}]*)\}\s*Data (\d+)\s*\{(.*?)\n\s*\}", text, re.S)
    columns = [c.split()[1] for c in body.group(1).split(",")]
    rows = [dict(zip(columns, row.split())) for row in body.group(3).split(";") if row.strip()]
    assert len(rows) == int(body.group(2))
    answer([((int(r["XINDEX"]) * pitch[0] + int(r["XREL"]) - centre[0]) / 1000,
             (int(r["YINDEX"]) * pitch[1] + int(r["YREL"]) - centre[1]) / 1000, True) for r in rows], FROM_BOTTOM[side])


if __name__ == "__main__":
    for kind, file in zip(sys.argv[1::2], sys.argv[2::2]):
        globals()["read_" + kind](file)
