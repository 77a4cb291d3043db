"""An engagement whose report is refused for a name, and the people who deal with that."""

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.reports.leaks import Holder, Kind, Leak, place_of
from engage.reports.models import Report
from engage.reports.passing.queries import last_hits
from engage.reports.passing.service import note_names
from tests.app_fixtures import build_engagement, make_person
from tests.reports.people import SLUG, say

NAME = "Green"
REASON = "The report says that the buses should be green, which is a colour."


def refused_for(units: Units, name: str = NAME, places: int = 3) -> int:
    """A report was refused because somebody's name stands in it; the number of the hit."""
    build_engagement(units)
    number = say(units, "A comment.", name=name)
    return refuse_again(units, number, places)


def refuse_again(units: Units, comment_id: int, places: int = 1) -> int:
    leaks = [
        Leak("a.pdf", f"page {n}", Kind.NAME, place_of(Holder.PERSON, comment_id))
        for n in range(places)
    ]
    leaks.append(Leak("a.pdf", "page 9", Kind.EMAIL))
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        count = unit.session.query(Report).count()
        report = Report(
            engagement_id=engagement.id,
            number=count + 1,
            state="refused",
            threshold=10,
            requested_at=unit.now,
            finished_at=unit.now,
        )
        unit.session.add(report)
        unit.session.flush()
        note_names(unit, report.id, engagement.id, leaks)
        unit.session.flush()
        (hit,) = last_hits(unit.session, engagement.id)
        return hit.id


def lead(units: Units, email: str = "lead@gov.bc.ca", ministry: str = "TRAN") -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD, email=email, ministry=ministry)


def officer(units: Units, ministry: str = "TRAN") -> Actor:
    return make_person(units, Role.PRIVACY_OFFICER, email="privacy@gov.bc.ca", ministry=ministry)
