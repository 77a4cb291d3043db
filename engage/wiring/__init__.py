"""Where features are joined. Pages are joined in `engage.pages` and jobs in `wiring.jobs`: a
command that shows and causes none starts without them.
"""

from engage.wiring.units import make_units

__all__ = ["make_units"]
