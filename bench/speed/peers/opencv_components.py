"""OpenCV: threshold and connected components; it sums no light by component, so NumPy does."""

from common import Job, classify, lattice_of

import cv2
import numpy as np

job = Job()
cv2.setNumThreads(job.threads)
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
sample = np.clip(image[::4, ::4], 0, 65535).astype("u2")
limit = 0.6 * cv2.threshold(sample, 0, 65535, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
background = np.median(sample[sample < limit])
count, labels, boxes, centres = cv2.connectedComponentsWithStats((image > limit).view("u1"), connectivity=4, ltype=cv2.CV_32S)
job.end("components")
area = boxes[:, cv2.CC_STAT_AREA]
light = np.bincount(labels.ravel(), image.ravel(), count) - background * area
job.end("sums")
spots = np.nonzero(area >= 4)[0]
spots = spots[spots > 0]
found = lattice.of_detections(centres[spots, 0], centres[spots, 1], light[spots])
classes = classify(lattice, found.astype("f4"))
job.end("classify")
job.write(lattice.x, lattice.y, found, classes)
