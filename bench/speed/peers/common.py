"""What every script here shares: arguments, files, the lattice, classes, stage times.

Each script is one whole job with one tool: read the image, correct it, find the lattice, measure every chip, classify,
write. What is shared is the same for all of them, so that tools differ by how they measure.
"""

import time

BEGIN = time.perf_counter()

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

BOX_X, BOX_Y = 8, 16  # pixels of a chip's box: about a pitch
MISSING, DARK, DIM, BRIGHT = 0.04, 0.38, 0.82, 1.2  # limits of the light against the local healthy light
MARGIN = 9.0  # chips nearer to the image's edge are left out


class Job:
    """Arguments of a script and the clock of its stages."""

    def __init__(self):
        parser = argparse.ArgumentParser()
        parser.add_argument("folder", type=Path, help="holds image.tif, dark.tif and flat.tif")
        parser.add_argument("result", type=Path, help="table to write (.npz)")
        parser.add_argument("--threads", type=int, default=2)
        arguments = parser.parse_args()
        self.folder, self.result, self.threads = arguments.folder, arguments.result, arguments.threads
        self.stages, self.last = {}, BEGIN

    def end(self, stage):
        now = time.perf_counter()
        self.stages[stage] = self.stages.get(stage, 0) + now - self.last
        self.last = now

    def write(self, x, y, light, classes, **columns):
        np.savez(self.result, x=x, y=y, light=light, classes=classes, **columns)
        self.end("write")
        print(json.dumps({"stages": self.stages}))

    def read(self):
        import tifffile

        image = tifffile.imread(self.folder / "image.tif", maxworkers=self.threads)
        self.end("read")
        return image

    def calibration(self):
        """Dark, and the factor that undoes the flat, both of one camera frame."""
        import tifffile

        dark = tifffile.imread(self.folder / "dark.tif").astype("f4")
        response = tifffile.imread(self.folder / "flat.tif").astype("f4") - dark
        return dark, response.mean() / response

    def corrected(self, raw):
        """The whole image corrected, a camera frame after the other on all threads."""
        dark, factor = self.calibration()
        step = dark.shape[0]
        out = np.empty(raw.shape, "f4")

        def correct(corner):
            frame = np.s_[corner[0] : corner[0] + step, corner[1] : corner[1] + step]
            np.subtract(raw[frame], dark, out=out[frame])
            out[frame] *= factor

        with ThreadPoolExecutor(self.threads) as pool:
            corners = [(y, x) for y in range(0, raw.shape[0], step) for x in range(0, raw.shape[1], step)]
            list(pool.map(correct, corners))
        self.end("correct")
        return out


class Lattice:
    """Chip (u, v) from pixel (x, y): [u, v] = turn @ [x, y] + offset."""

    def __init__(self, turn, offset, shape):
        self.turn, self.offset, self.shape = turn, offset, shape
        self.u, self.v, self.x, self.y = self._sites()
        self.u -= (u0 := self.u.min())
        self.v -= (v0 := self.v.min())
        self.offset = offset - [u0, v0]
        self.columns, self.rows = self.u.max() + 1, self.v.max() + 1

    def _sites(self):
        height, width = self.shape
        corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ self.turn.T + self.offset
        low, high = np.floor(corners.min(0)).astype(int), np.ceil(corners.max(0)).astype(int)
        u, v = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
        u, v = u.ravel(), v.ravel()
        back = np.linalg.inv(self.turn)
        x = back[0, 0] * (u - self.offset[0]) + back[0, 1] * (v - self.offset[1])
        y = back[1, 0] * (u - self.offset[0]) + back[1, 1] * (v - self.offset[1])
        inside = (x > MARGIN) & (y > MARGIN) & (x < width - 1 - MARGIN) & (y < height - 1 - MARGIN)
        return u[inside], v[inside], x[inside], y[inside]

    def boxes(self):
        """First column and row of every chip's box."""
        return np.rint(self.x - (BOX_X - 1) / 2).astype("i4"), np.rint(self.y - (BOX_Y - 1) / 2).astype("i4")

    def map_of(self, values):
        out = np.full((self.rows, self.columns), np.nan, "f4")
        out[self.v, self.u] = values
        return out

    def of_detections(self, x, y, light):
        """Light of every site from detected spots: the brightest spot of a site counts, 0 where there is none."""
        site = np.full((self.rows, self.columns), -1, "i8")
        site[self.v, self.u] = np.arange(len(self.u))
        u = np.rint(self.turn[0, 0] * x + self.turn[0, 1] * y + self.offset[0]).astype(int)
        v = np.rint(self.turn[1, 0] * x + self.turn[1, 1] * y + self.offset[1]).astype(int)
        inside = (u >= 0) & (v >= 0) & (u < self.columns) & (v < self.rows)
        k = site[v[inside], u[inside]]
        known = k >= 0
        out = np.zeros(len(self.u))
        np.maximum.at(out, k[known], light[inside][known])
        return out


def find_lattice(window_of, shape, size=512, across=7):
    """Finds the lattice: the spectrum of the middle window, then a plane through the phases of windows all over.

    `window_of(rows, columns)` gives a corrected part of the image.
    """
    height, width = shape
    across = min(across, height // size)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size) + 0.5) / size)
    middle = np.array([width / 2, height / 2])
    top_left = [((a + 0.5) / across * width - size / 2, (b + 0.5) / across * height - size / 2)
                for b in range(across) for a in range(across)]
    corners = np.array(top_left).astype(int)
    order = np.argsort(np.hypot(*(corners + size / 2 - middle).T))
    cut = lambda x, y: window_of(slice(y, y + size), slice(x, x + size))
    waves = _main_waves(cut(*(middle - size / 2).astype(int)), hann)
    windows = [(corners[k] - middle, cut(*corners[k])) for k in order]
    planes = np.array([_phase_plane(wave, windows, hann) for wave in waves])
    turn = planes[:, :2]
    # Where both phases are whole numbers stands a chip's centre.
    return Lattice(turn, planes[:, 2] - turn @ middle, shape)


def _phase_plane(wave, windows, hann):
    """The phase of a wave over the image [turns]: slopes along x and y, value at the middle.

    `windows`: corner against the middle, and pixels; the nearest to the middle first. Whole turns of a window are
    settled by the plane through the windows before it.
    """
    size = len(hann)
    points, phases, plane = [], [], None
    for corner, window in windows:
        x, y = corner[:, None] + np.arange(size)
        wave_x, wave_y = (hann * np.exp(-2j * np.pi * f * along) for f, along in zip(wave, (x, y)))
        centre = corner + (size - 1) / 2
        own = np.array([*centre, 1.0])
        seen = np.angle(wave_y @ (window @ wave_x)) / (2 * np.pi) + wave @ centre
        points.append(own)
        phases.append(seen if plane is None else seen + np.round(plane @ own - seen))
        # The first windows lie too close to tell the slopes: the spectrum's hold until there are enough.
        hold = 1e3 if len(points) < 9 else 0.0
        left, right = np.vstack([points, hold * np.eye(3)[:2]]), np.concatenate([phases, hold * wave])
        plane = np.linalg.lstsq(left, right, rcond=None)[0]
    return plane


def _main_waves(window, hann):
    """The strongest wave along x and along y [turns a pixel], to a part of a bin."""
    size = len(hann)
    power = np.abs(np.fft.fft2((window - window.mean()) * np.outer(hann, hann)))
    bins = np.fft.fftfreq(size, 1 / size)
    fx, fy = np.meshgrid(bins, bins)
    waves = []
    for along, other in ((fx, fy), (fy, fx)):
        allowed = (along >= 4) & (along < size // 2 - 2) & (np.abs(other) <= along / 5)
        j, i = np.unravel_index(np.argmax(np.where(allowed, power, 0)), power.shape)
        part = lambda low, best, high: 2 * (high - low) / (low + 2 * best + high)
        waves.append(np.array([
            bins[i] + part(power[j, i - 1], power[j, i], power[j, (i + 1) % size]),
            bins[j] + part(power[j - 1, i], power[j, i], power[(j + 1) % size, i])]) / size)
    return waves


def lattice_of(image):
    return find_lattice(lambda rows, columns: image[rows, columns], image.shape)


def smooth_background(lattice, background):
    """Mean over 9 x 9 chips."""
    from scipy import ndimage

    values = lattice.map_of(background)
    known = np.isfinite(values)
    total = ndimage.uniform_filter(np.where(known, values, 0), 9)
    weight = ndimage.uniform_filter(known.astype("f4"), 9)
    return (total / np.maximum(weight, 1e-9))[lattice.v, lattice.u]


def classify(lattice, light, block=(32, 64)):
    """0 normal, 1 missing, 2 dark, 3 dim, 4 bright: light against medians of blocks of chips, read between them."""
    from scipy import ndimage

    values = lattice.map_of(light)
    pad = [(0, -n % b) for n, b in zip(values.shape, block)]
    padded = np.pad(values, pad, constant_values=np.nan)
    rows, columns = padded.shape[0] // block[0], padded.shape[1] // block[1]
    blocks = padded.reshape(rows, block[0], columns, block[1]).swapaxes(1, 2).reshape(rows, columns, -1)
    with np.errstate(all="ignore"):
        medians = np.nanmedian(blocks, axis=2)
    sparse = np.isfinite(blocks).sum(2) <= 100
    nearest = ndimage.distance_transform_edt(sparse, return_distances=False, return_indices=True)
    medians = medians[tuple(nearest)]
    at = [(lattice.v + 0.5) / block[0] - 0.5, (lattice.u + 0.5) / block[1] - 0.5]
    ratio = light / ndimage.map_coordinates(medians, at, order=1, mode="nearest")
    classes = np.zeros(len(light), "i1")
    for limit, value in ((DIM, 3), (DARK, 2), (MISSING, 1)):
        classes[ratio < limit] = value
    classes[ratio > BRIGHT] = 4
    return classes


def finish_boxes(job, lattice, first_x, first_y, sums):
    """The end of the scripts that sum boxes: background, light, centroid, classes. `sums`: dict of arrays a chip."""
    background = smooth_background(lattice, sums["background"])
    light = sums["sum"] - BOX_X * BOX_Y * background
    columns = {"background": background, "peak": sums["peak"] - background, "mean": sums["mean"] - background, "std": sums["std"]}
    if "moment_x" in sums:
        pixels = BOX_X * BOX_Y * background
        columns["dx"] = (sums["moment_x"] - pixels * (BOX_X - 1) / 2) / light + first_x - lattice.x
        columns["dy"] = (sums["moment_y"] - pixels * (BOX_Y - 1) / 2) / light + first_y - lattice.y
    classes = classify(lattice, light.astype("f4"))
    job.end("classify")
    job.write(lattice.x, lattice.y, light, classes, **columns)
