"""What may be said of an exception in a log: its class and its place, never its text.

The text of an exception may quote what a person typed: a database error quotes its parameters.
"""

import traceback
from pathlib import Path


def origin(error: BaseException) -> str:
    """`KeyError at tasks.py:42`: enough to find the fault, nothing of what it was about."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
