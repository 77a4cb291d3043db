"""What a unit leaves behind is written although the unit itself is undone."""

import pytest

from engage.accounts.models import Ministry
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units


def add(unit: Unit, code: str) -> None:
    unit.session.add(Ministry(code=code, name=code))
    unit.session.flush()


def there(units: Units) -> set[str]:
    with units.reading(SYSTEM) as unit:
        return {row.code for row in unit.session.query(Ministry)}


def test_a_refused_unit_leaves_what_it_was_asked_to_and_nothing_else(both_units: Units) -> None:
    with pytest.raises(Refused), both_units.writing(SYSTEM) as unit:
        add(unit, "UNDONE")
        unit.leave_behind(lambda own: add(own, "LEFT"))
        raise Refused("", "No.")
    assert there(both_units) == {"LEFT"}


def test_an_attempt_that_is_taken_back_leaves_it_too(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        add(unit, "KEPT")
        with pytest.raises(Refused), unit.attempt():
            unit.leave_behind(lambda own: add(own, "LEFT"))
            raise Refused("", "No.")
        assert there(both_units) == set()
    assert there(both_units) == {"KEPT", "LEFT"}


def test_a_reading_unit_may_leave_something_and_it_is_written_once(both_units: Units) -> None:
    unit = both_units.open(SYSTEM, writes=False)
    unit.leave_behind(lambda own: add(own, "LEFT"))
    unit.close()
    unit.close()
    assert there(both_units) == {"LEFT"}
