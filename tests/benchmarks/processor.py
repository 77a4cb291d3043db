"""Processor time of the servers under measurement: what a busy neighbour changes least."""

import os
from collections import defaultdict
from pathlib import Path

PARENT, USER, SYSTEM = 1, 11, 12
"""Places in /proc/PID/stat, counted from after the name."""


def spent_by_servers() -> float:
    """Seconds that all living descendants of this process have used; only differences count.

    A load generator that has ended is no longer among them.
    """
    children, ticks = defaultdict(list), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        children[int(fields[PARENT])].append(pid)
        ticks[pid] = int(fields[USER]) + int(fields[SYSTEM])
    ours, spent = [os.getpid()], 0
    while ours:
        found = children[ours.pop()]
        spent += sum(ticks[pid] for pid in found)
        ours += found
    return spent / os.sysconf("SC_CLK_TCK")
