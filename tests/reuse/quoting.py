"""Published comments and quotations of them, said shortly for tests."""

from collections.abc import Sequence
from datetime import timedelta

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.reuse import service
from engage.reuse.models import ReuseConsent
from engage.reuse.queries.choosing import published_texts
from engage.reuse.queries.standing import StandingQuotation, quotation_by_id
from engage.reuse.rules import Edit, State, located, undecided
from engage.reuse.service import Place
from engage.reuse.sources import ConsentContent
from tests.app_fixtures import NOON, make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import send_looked_at

SLUG = "night-buses"
TEXT = (
    "The last bus leaves at nine. I live in Kitimat and walk home. Nobody should have to do that."
)
STRETCH = "I live in Kitimat and walk home."


def here(unit: Unit) -> Engagement:
    return engagement_by_slug(unit.session, SLUG)


def people(units: Units) -> tuple[Actor, Actor, Actor]:
    """A lead, the privacy officer, a moderator."""
    return (
        make_person(units, Role.ENGAGEMENT_LEAD),
        make_person(units, Role.PRIVACY_OFFICER),
        make_person(units, Role.MODERATOR),
    )


def published(units: Units, moderator: Actor, text: str = TEXT, name: str = "") -> int:
    """A public comment; its number."""
    number, _ = send_looked_at(units, text, name=name)
    acts.published(units, moderator, number)
    return number


def quoted(units: Units, lead: Actor, comment_id: int, words: str = STRETCH) -> int:
    """A quotation as it was chosen; its number."""
    with units.writing(lead) as unit:
        texts, _ = published_texts(unit.session, here(unit).id)
        text = next(one for one in texts if one.comment_id == comment_id)
        place = Place(text.topic_id, None, "en")
        span = located(text.body, words)
        return service.choose(unit, here(unit), text, span, (), place).id


def standing(units: Units, quotation_id: int) -> StandingQuotation:
    with units.reading(SYSTEM) as unit:
        return quotation_by_id(unit.session, here(unit).id, quotation_id, unit.now)


def state(units: Units, quotation_id: int) -> State:
    return standing(units, quotation_id).state


def suggested(unit: Unit, one: StandingQuotation) -> list[Edit]:
    """What is decided already, and for all that is left what the finder proposes."""
    edits = list(one.edits)
    for finding in service.findings(unit, one):
        for start, end in undecided(one.body, [finding.span], one.edits):
            edits.append(Edit(start, end, finding.kind, finding.suggestion))
    return edits


def changed(
    units: Units, actor: Actor, quotation_id: int, edits: Sequence[Edit] | None = None
) -> StandingQuotation:
    """With these edits, or with everything that the finder proposes."""
    with units.writing(actor) as unit:
        one = quotation_by_id(unit.session, here(unit).id, quotation_id, unit.now)
        place = Place(one.row.topic_id, one.row.theme_key, one.row.language)
        wanted = suggested(unit, one) if edits is None else edits
        return service.change(unit, here(unit), quotation_id, wanted, place, seen=one.row.revision)


def proposed(units: Units, lead: Actor, quotation_id: int) -> str:
    """Changed as proposed, and a second person asked; the hash of what they read."""
    changed(units, lead, quotation_id)
    with units.writing(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, quotation_id, unit.now)
        return service.propose(unit, here(unit), quotation_id, seen=one.row.revision).content_hash


def decided(
    units: Units, actor: Actor, quotation_id: int, seen_hash: str, *, is_approved: bool = True
) -> None:
    with units.writing(actor) as unit:
        service.decide(
            unit,
            here(unit),
            quotation_id,
            is_approved=is_approved,
            seen_hash=seen_hash,
            reason="" if is_approved else "Too much is told.",
        )


def approved(units: Units, lead: Actor, second: Actor, comment_id: int) -> int:
    """A quotation of `STRETCH` that a second person approved."""
    number = quoted(units, lead, comment_id)
    decided(units, second, number, proposed(units, lead, number))
    return number


def consented(units: Units, lead: Actor, *, days: int | None = 30, name: str = "") -> ReuseConsent:
    """A consent that is in force from today on."""
    content = ConsentContent(
        what="The letter of May 4.",
        purpose="The report of this engagement.",
        to_whom="Everybody who reads the report.",
        proof="File 280-20/7",
        effective_at=NOON - timedelta(days=1),
        ends_at=None if days is None else NOON + timedelta(days=days),
        name=name,
    )
    with units.writing(lead) as unit:
        return service.record_consent(unit, here(unit).ministry_id, content)
