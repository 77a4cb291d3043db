"""From a refused report to one that is ready: the whole way of a name that may pass."""

from html import escape

import pytest

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.reports.passing import queries, service
from engage.reports.rendered import Rendered
from engage.reports.renderers.data import write_data
from tests.app_fixtures import build_engagement
from tests.reports.passing.people import REASON, lead, officer
from tests.reports.people import SLUG, built, crowd, say

WORDS = "The buses were painted Green."


def signing(reports, into, told):
    """Writes the data files, and a page whose words are no one's publication."""
    files, content_hash = write_data(reports[0], into, told)
    page = into / "night-buses-report.html"
    page.write_text(f"<p>{escape(WORDS)}</p>")
    return Rendered({path.name: path for path in [*files, page]}, content_hash)


def test_a_report_that_was_refused_for_a_name_is_built_once_the_name_passes(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    say(units, "A comment without that word.", name="Green")
    with pytest.raises(Refused) as refusal:
        built(units, render=signing)
    assert "Green" not in str(refusal.value)
    first, second = lead(units), officer(units)
    with units.writing(first) as unit:
        engagement = service.readable_engagement(unit, SLUG)
        (hit,) = queries.last_hits(unit.session, engagement.id)
        asked = service.ask(unit, engagement, hit.id, "word", REASON).id
    with units.writing(second) as unit:
        service.grant(unit, service.readable_engagement(unit, SLUG), asked)
    number, made = built(units, render=signing)
    assert number == 2 and list(made.leaks) == []
    with units.reading(SYSTEM) as unit:
        engagement = service.readable_engagement(unit, SLUG)
        assert queries.last_hits(unit.session, engagement.id) == []
    with units.writing(second) as unit:
        engagement = service.readable_engagement(unit, SLUG)
        service.revoke(unit, engagement, asked, "It is somebody's name after all.")
    with pytest.raises(Refused):
        built(units, render=signing)
