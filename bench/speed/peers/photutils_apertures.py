"""photutils: rectangular apertures at the lattice's sites, sums only."""

from common import BOX_X, BOX_Y, Job, classify, lattice_of

import numpy as np
from photutils.aperture import RectangularAperture, aperture_photometry

job = Job()
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
background = np.percentile(image[::8, ::8], 3)
apertures = RectangularAperture(np.column_stack([lattice.x, lattice.y]), float(BOX_X), float(BOX_Y))
table = aperture_photometry(image, apertures, method="center")
light = np.asarray(table["aperture_sum"]) - BOX_X * BOX_Y * background
job.end("measure")
classes = classify(lattice, light.astype("f4"))
job.end("classify")
job.write(lattice.x, lattice.y, light, classes)
