"""scikit-image: Otsu's threshold, labels, region properties."""

from common import Job, classify, lattice_of

import numpy as np
from skimage import filters, measure

job = Job()
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
limit = 0.6 * filters.threshold_otsu(image[::4, ::4])
sample = image[::8, ::8]
background = np.median(sample[sample < limit])
labels = measure.label(image > limit, connectivity=1)
job.end("label")


def std(mask, light):
    return light[mask].std()


names = ("label", "area", "intensity_mean", "intensity_max", "centroid_weighted")
table = measure.regionprops_table(labels, image, properties=names, extra_properties=(std,))
job.end("regions")
large = table["area"] >= 4
light = ((table["intensity_mean"] - background) * table["area"])[large]
found = lattice.of_detections(table["centroid_weighted-1"][large], table["centroid_weighted-0"][large], light)
classes = classify(lattice, found.astype("f4"))
job.end("classify")
job.write(lattice.x, lattice.y, found, classes)
