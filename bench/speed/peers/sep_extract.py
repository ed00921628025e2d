"""SEP: background mesh, then detection of every spot above a threshold."""

from common import Job, classify, lattice_of

import numpy as np
import sep

job = Job()
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
limit = max(0.5 * np.percentile(image[::8, ::8], 50), 450.0)
background = sep.Background(image, mask=image > limit, bw=128, bh=128, fw=3, fh=3)
background.subfrom(image)
job.end("background")
sep.set_extract_pixstack(min(image.size, 40_000_000))
spots = sep.extract(image, 1000.0, minarea=4, filter_kernel=None, deblend_nthresh=1, deblend_cont=1.0, clean=False)
job.end("detect")
found = lattice.of_detections(spots["x"], spots["y"], spots["flux"].astype("f8"))
classes = classify(lattice, found.astype("f4"))
job.end("classify")
job.write(lattice.x, lattice.y, found, classes)
