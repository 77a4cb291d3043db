"""A command whose memory is its own.

Linux counts the memory of whoever starts a program as that program's own peak, and a benchmark has
often just written a million comments; so a small process starts the command and says the peak.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from tests.services.process import ServiceFailed

_APART: Final = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


def run_apart(
    command: Sequence[str], env: Mapping[str, str] | None = None
) -> tuple[list[str], float]:
    """The lines that it said, and the most memory that it held, in kB; raises ServiceFailed with
    the end of what it said where it fails."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _APART, *command],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServiceFailed(f"{command[0]} failed: {done.stdout[-3_000:]}")
    *lines, peak = done.stdout.splitlines()
    return lines, float(peak.split()[-1])
