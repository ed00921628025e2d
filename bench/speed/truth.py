"""Holds a table of measured chips against the wafer's truth."""

import json

import numpy as np

NORMAL, MISSING, DARK = 0, 1, 2
DARK_BELOW = 0.38  # of the local healthy light: between the truth's dark (at most 0.30) and its dim chips (at least 0.45)


class Truth:
    def __init__(self, folder):
        self.facts = json.loads((folder / "wafer.json").read_text())
        self.light_e = np.fromfile(folder / "truth_light_e.f32", "f4").astype("f8")
        self.classes = np.fromfile(folder / "truth_class.u8", "u1")

    @property
    def chips(self):
        return len(self.light_e)

    def numbers(self, column, row):
        """Place of each chip in the truth; -1 outside of the grid."""
        inside = (column >= 0) & (row >= 0) & (column < self.facts["columns"]) & (row < self.facts["rows"])
        return np.where(inside, row * self.facts["columns"] + column, -1)

    def numbers_at(self, x, y):
        """The same, from pixel positions."""
        steps = np.array([self.facts["column_step_px"], self.facts["row_step_px"]]).T
        off = np.array([x, y]) - np.array(self.facts["first_px"])[:, None]
        column, row = np.rint(np.linalg.solve(steps, off)).astype("i8")
        return self.numbers(column, row)

    def judge(self, numbers, light, dark):
        """Accuracy of a tool. `light` in any unit: one scale for all is settled by the median; `dark`: told dark or missing."""
        known = numbers >= 0
        numbers, light, dark = numbers[known], np.asarray(light, "f8")[known], np.asarray(dark)[known]
        true = self.light_e[numbers]
        normal = (self.classes[numbers] == NORMAL) & np.isfinite(light)
        scale = np.median(light[normal] / true[normal])
        f = self.facts
        photon = np.sqrt(true + f["cell_px"] * (f["background_e"] + f["read_noise_e"] ** 2))
        error = (light / scale - true)[normal]
        told = np.zeros(self.chips, bool)
        told[numbers[dark]] = True
        is_dark = np.isin(self.classes, (MISSING, DARK))
        hits = np.count_nonzero(told & is_dark)
        return {
            "chips_measured": int(len(np.unique(numbers))),
            "light_rms_over_photon_noise": float(np.sqrt(np.mean((error / photon[normal]) ** 2))),
            "light_rms_percent": float(100 * np.sqrt(np.mean((error / true[normal]) ** 2))),
            "dark_recall": hits / max(1, np.count_nonzero(is_dark)),
            "dark_precision": hits / max(1, np.count_nonzero(told)),
        }


def judge_peer(truth, table):
    with np.load(table) as t:
        return truth.judge(truth.numbers_at(t["x"], t["y"]), t["light"], np.isin(t["classes"], (MISSING, DARK)))


def judge_pellucid(truth, result):
    """Chips go by the indices that Pellucid gave them: a slip of the grid would show."""
    import h5py

    with h5py.File(result / "chips.h5") as file:
        column, row, light, relative = (file["chips"][name][:] for name in ("column", "row", "intensity_e", "relative_intensity"))
    return truth.judge(truth.numbers(column.astype("i8"), row.astype("i8")), light, ~(relative >= DARK_BELOW))
