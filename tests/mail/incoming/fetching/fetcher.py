"""A process that begets fetching processes which are made to be killed.

Usage: python -m tests.mail.incoming.fetching.fetcher. It fetches once itself, so that all that a
child needs is there when it is forked: what is killed is at work then, and not at its beginnings.
Each line on standard input has two numbers: the seconds by which a child's clock is ahead (so that
it need not wait for the lease of the one that was killed before), and the seconds after which it is
killed (-1: never). The child fetches once; its exit code is answered when it is gone.
"""

import os
import signal
import sys
import time
import traceback
from datetime import timedelta

from engage.core.clock import FixedClock
from engage.core.settings import load_settings
from engage.core.unit import Units
from engage.mail.incoming.fetching import fetch_mail
from engage.wiring import make_units
from tests.app_fixtures import NOON

BEGIN = NOON + timedelta(hours=1)


def fetch(units: Units) -> None:
    assert units.settings.mailbox is not None
    done = fetch_mail(units, units.settings.mailbox)
    assert done is not None
    assert not done.trouble, done.trouble


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    clock = FixedClock(BEGIN)
    units = make_units(load_settings(), clock)
    fetch(units)
    units.database.dispose()  # No connection is shared with a child.
    tell("ready")
    for line in sys.stdin:
        shift, patience = map(float, line.split())
        child = os.fork()
        if child == 0:
            try:
                clock.instant = BEGIN + timedelta(seconds=shift)
                fetch(units)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        if patience >= 0:
            time.sleep(patience)
            os.kill(child, signal.SIGKILL)  # It is nobody else's number: it was not waited for yet.
        _, status = os.waitpid(child, 0)
        tell(str(os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    main()
