"""Workers that are killed: a process that forks one for each line it reads.

A new interpreter would take seconds for each; here what is due at first is delivered before, so
that all is warm. Lines are instants as ISO 8601: what the worker's clock says. It answers with the
worker's number, and with another line when that has ended.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

from engage.core.clock import FixedClock, SystemClock
from engage.core.unit import Units
from engage.mail.delivering import deliver_due
from engage.wiring import make_units
from tests.app_fixtures import settings_for


def deliver(units: Units) -> None:
    assert units.settings.mail is not None
    deliver_due(units, units.settings.mail)
    # Nothing may be open when a worker is forked.
    units.database.dispose()


def main() -> None:
    url, folder, smtp = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    more = {"ENGAGE_SMTP_URL": smtp, "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    clock = FixedClock(SystemClock().now())
    units = make_units(settings_for(url, folder, **more), clock)
    deliver(units)
    print("ready", flush=True)
    for line in sys.stdin:
        clock.instant = datetime.fromisoformat(line.strip())
        child = os.fork()
        if child == 0:
            deliver(units)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
