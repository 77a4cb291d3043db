"""Engage: public consultations of the Province of British Columbia, from draft to report."""

import gc
from typing import Final

_OFTEN: Final = (50_000, 20, 10)
"""Each process makes half a million things as it starts, and they stay as long as it does: looking
among them for what can be freed as often as Python does takes a fifth of the time of a start."""

gc.set_threshold(*_OFTEN)
