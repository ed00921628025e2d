"""SExtractor: it reads FITS alone and corrects nothing, so the corrected image is written for it first."""

import subprocess
import tempfile
from pathlib import Path

from common import Job, classify, lattice_of

from astropy.io import fits

COLUMNS = ("X_IMAGE", "Y_IMAGE", "FLUX_ISO", "FLUX_MAX", "ISOAREA_IMAGE", "BACKGROUND", "FLAGS")
SETTINGS = {
    "CATALOG_TYPE": "FITS_1.0", "DETECT_TYPE": "CCD", "THRESH_TYPE": "ABSOLUTE", "DETECT_THRESH": 1000,
    "ANALYSIS_THRESH": 1000, "DETECT_MINAREA": 4, "FILTER": "N", "DEBLEND_NTHRESH": 1, "DEBLEND_MINCONT": 1.0,
    "CLEAN": "N", "MASK_TYPE": "NONE", "BACK_TYPE": "MANUAL", "BACK_VALUE": 290, "WEIGHT_TYPE": "NONE",
    "SATUR_LEVEL": 65000, "GAIN": 0.5, "PIXEL_SCALE": 1.0, "CHECKIMAGE_TYPE": "NONE", "MEMORY_OBJSTACK": 30000,
    "MEMORY_PIXSTACK": 3000000, "MEMORY_BUFSIZE": 2048, "VERBOSE_TYPE": "QUIET",
}  # fmt: skip

job = Job()
job.end("import")
image = job.corrected(job.read())
lattice = lattice_of(image)
job.end("lattice")
with tempfile.TemporaryDirectory(dir=job.result.parent) as name:
    folder = Path(name)
    fits.PrimaryHDU(image).writeto(folder / "image.fits")
    job.end("write FITS")
    del image
    (folder / "columns").write_text("\n".join(COLUMNS) + "\n")
    (folder / "settings").write_text("".join(f"{key} {value}\n" for key, value in SETTINGS.items()))
    subprocess.run(
        ["source-extractor", "image.fits", "-c", "settings", "-PARAMETERS_NAME", "columns", "-CATALOG_NAME", "spots",
         "-NTHREADS", str(job.threads)], cwd=folder, check=True)  # fmt: skip
    job.end("detect")
    spots = fits.getdata(folder / "spots", 1)
    x, y = spots["X_IMAGE"].astype("f8") - 1, spots["Y_IMAGE"].astype("f8") - 1
    found = lattice.of_detections(x, y, spots["FLUX_ISO"].astype("f8"))
classes = classify(lattice, found.astype("f4"))
job.end("classify")
job.write(lattice.x, lattice.y, found, classes)
