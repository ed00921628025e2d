"""SciPy: a label image drawn from the lattice, ndimage's statistics over it."""

from common import Job, finish_boxes, lattice_of

import numpy as np
from scipy import ndimage

job = Job()
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
count = len(lattice.x)
number = np.zeros((lattice.rows + 2, lattice.columns + 2), "i4")
number[lattice.v + 1, lattice.u + 1] = np.arange(1, count + 1)
labels, rims, cores = (np.empty(image.shape, "i4") for _ in range(3))
x = np.arange(image.shape[1])
for top in range(0, image.shape[0], 256):
    y = np.arange(top, min(image.shape[0], top + 256))[:, None]
    u = lattice.turn[0, 0] * x + lattice.turn[0, 1] * y + lattice.offset[0]
    v = lattice.turn[1, 0] * x + lattice.turn[1, 1] * y + lattice.offset[1]
    chip = number[np.clip(np.rint(v) + 1, 0, lattice.rows + 1).astype("i4"), np.clip(np.rint(u) + 1, 0, lattice.columns + 1).astype("i4")]
    off_x, off_y = np.abs(u - np.rint(u)), np.abs(v - np.rint(v))
    labels[top : top + 256] = chip
    rims[top : top + 256] = np.where(off_y > 0.41, chip, 0)
    cores[top : top + 256] = np.where((off_y < 0.22) & (off_x < 0.22), chip, 0)
job.end("labels")
chips = np.arange(1, count + 1)
area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
background = ndimage.mean(image, rims, chips)
sums = {
    # Areas differ by a pixel or two from chip to chip: the light of a box of 128 pixels is expected at the end.
    "sum": ndimage.sum_labels(image, labels, chips) - (area - 128) * background,
    "background": background,
    "mean": ndimage.mean(image, cores, chips),
    "std": ndimage.standard_deviation(image, cores, chips),
    "peak": ndimage.maximum(image, labels, chips),
}
ndimage.center_of_mass(image, labels, chips)
job.end("measure")
finish_boxes(job, lattice, None, None, sums)
