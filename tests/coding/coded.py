"""Engagements with published comments and people who code them, said shortly for tests."""

from sqlalchemy import select

from engage.coding.models import Theme
from engage.coding.queries.codebook import codebook_of, theme_by_key
from engage.coding.queries.items import item
from engage.coding.rules.codebook import ThemeContent
from engage.coding.service.codebook import add_theme
from engage.coding.service.coding import Chosen, Seen, code, text_mark
from engage.coding.service.following import FOLLOW
from engage.coding.tasks import HANDLERS
from engage.comments.models import Comment, CommentText
from engage.core.permissions import Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.jobs.worker import run_due
from engage.moderation.search import index
from tests.app_fixtures import make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import put_in_queue, send

SLUG = "night-buses"
THEMES = ("Night routes", "Fares", "Safety")


def lead(units: Units, email: str = "lead@gov.bc.ca") -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD, email=email)


def coder(units: Units, email: str = "coder@gov.bc.ca") -> Actor:
    return make_person(units, Role.MODERATOR, email=email)


def public(
    units: Units, moderator: Actor, text: str = "More buses after midnight, please.", **more: str
) -> int:
    """A published comment; its number."""
    number, _ = send(units, text, **more)
    with units.writing(moderator) as unit:
        # As it was meant: the form would ask about what looks like a name.
        unit.session.get_one(CommentText, (number, 1)).body = text
        index(unit, number, text)
    put_in_queue(units, number)
    acts.published(units, moderator, number)
    return number


def here(unit: Unit, slug: str = SLUG) -> Engagement:
    return engagement_by_slug(unit.session, slug)


def with_themes(units: Units, keeper: Actor, *labels: str) -> None:
    with units.writing(keeper) as unit:
        for label in labels or THEMES:
            add_theme(unit, here(unit), ThemeContent(label, f"{label} (fr)"))


def seen(unit: Unit, number: int) -> Seen:
    """What a page of this comment would carry."""
    found = item(unit.session, here(unit).id, number)
    assert found is not None
    return Seen(found.version, text_mark(unit, found.body), found.revision)


def coded(units: Units, actor: Actor, number: int, *keys: str, note: str = "") -> None:
    """Codes a comment as somebody who just opened it; without keys, no theme fits."""
    with units.writing(actor) as unit:
        chosen = Chosen(keys, fits_none=not keys, note=note)
        code(unit, here(unit), number, chosen, seen(unit, number))


def theme_version(unit: Unit, key: str) -> int:
    return theme_by_key(unit.session, here(unit).id, key).version


def book_version(unit: Unit) -> int:
    found = codebook_of(unit.session, here(unit).id)
    assert found is not None
    return found.version


def follow(units: Units) -> int:
    """Carries out what waits to follow changed comments."""
    return run_due(units, {FOLLOW: HANDLERS[FOLLOW]})


def public_body(unit: Unit, number: int) -> str:
    comment = unit.session.get_one(Comment, number)
    text = unit.session.get(CommentText, (number, comment.published_version or 0))
    return text.body if text is not None else ""


def keys_in_use(unit: Unit) -> list[str]:
    question = select(Theme.key).where(Theme.retired_at.is_(None)).order_by(Theme.position)
    return list(unit.session.scalars(question))
