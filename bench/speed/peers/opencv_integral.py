"""OpenCV: integral images of the light and its square, a dilation for the peak, all looked up at the chips."""

from common import BOX_X, BOX_Y, Job, finish_boxes, lattice_of

import cv2
import numpy as np

job = Job()
cv2.setNumThreads(job.threads)
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
first_x, first_y = lattice.boxes()
sums = {name: np.empty(len(first_x), "f4") for name in ("sum", "background", "mean", "std", "peak")}
STRIP = 2048  # strips keep the double-precision integrals small
for top in range(0, image.shape[0], STRIP):
    k = np.nonzero((first_y >= top) & (first_y < top + STRIP))[0]
    strip = image[top : top + STRIP + BOX_Y]
    light, square = cv2.integral2(strip, sdepth=cv2.CV_64F, sqdepth=cv2.CV_64F)
    highest = cv2.dilate(strip, np.ones((BOX_Y, BOX_X), "u1"), anchor=(0, 0))
    x, y = first_x[k], first_y[k] - top

    def box(of, left, above, width, height):
        x0, y0, x1, y1 = x + left, y + above, x + left + width, y + above + height
        return of[y1, x1] - of[y0, x1] - of[y1, x0] + of[y0, x0]

    mean = box(light, 2, 5, 4, 6) / 24
    sums["sum"][k] = box(light, 0, 0, BOX_X, BOX_Y)
    sums["background"][k] = (box(light, 0, 0, BOX_X, 1) + box(light, 0, BOX_Y - 1, BOX_X, 1)) / (2 * BOX_X)
    sums["mean"][k] = mean
    sums["std"][k] = np.sqrt(np.maximum(box(square, 2, 5, 4, 6) / 24 - mean**2, 0))
    sums["peak"][k] = highest[y, x]
job.end("measure")
finish_boxes(job, lattice, first_x, first_y, sums)
