"""Numba: one loop over the chips, correction fused in, straight from the raw image."""

from common import BOX_X, BOX_Y, Job, find_lattice, finish_boxes

import numba
import numpy as np

job = Job()
numba.set_num_threads(min(job.threads, numba.config.NUMBA_NUM_THREADS))
job.end("import")


@numba.njit(parallel=True, fastmath=True, cache=True, boundscheck=False)
def measure(raw, dark, factor, first_x, first_y, out):
    mask = dark.shape[0] - 1  # a camera frame's side is a power of two
    zero = np.float32(0)
    count = len(first_x)
    for chunk in numba.prange((count + 2047) // 2048):
        for k in range(chunk * 2048, min(count, chunk * 2048 + 2048)):
            total, moment_x, moment_y, rim, core, square = zero, zero, zero, zero, zero, zero
            peak = np.float32(-1e30)
            for r in range(BOX_Y):
                y = first_y[k] + r
                row = zero
                for c in range(BOX_X):
                    x = first_x[k] + c
                    e = (np.float32(raw[y, x]) - dark[y & mask, x & mask]) * factor[y & mask, x & mask]
                    row += e
                    moment_x += e * np.float32(c)
                    peak = max(peak, e)
                    if 5 <= r < 11 and 2 <= c < 6:
                        core += e
                        square += e * e
                total += row
                moment_y += row * np.float32(r)
                if r == 0 or r == BOX_Y - 1:
                    rim += row
            mean = core / np.float32(24)
            out[0, k] = total
            out[1, k] = rim / np.float32(2 * BOX_X)
            out[2, k] = mean
            out[3, k] = np.sqrt(max(zero, square / np.float32(24) - mean * mean))
            out[4, k] = peak
            out[5, k] = moment_x
            out[6, k] = moment_y


raw = job.read()
dark, factor = job.calibration()
job.end("correct")


def window(rows, columns):
    frame = np.ix_(np.arange(rows.start, rows.stop) % dark.shape[0], np.arange(columns.start, columns.stop) % dark.shape[1])
    return (raw[rows, columns] - dark[frame]) * factor[frame]


lattice = find_lattice(window, raw.shape)
job.end("lattice")
first_x, first_y = lattice.boxes()
out = np.empty((7, len(first_x)), "f4")
measure(raw, dark, factor, first_x, first_y, out)
job.end("measure")
names = ("sum", "background", "mean", "std", "peak", "moment_x", "moment_y")
finish_boxes(job, lattice, first_x, first_y, dict(zip(names, out)))
