"""People who take part in an engagement under test. All of them are invented."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven, Submission
from engage.comments.service import find_by_receipt, issue_form_token, receive, submit, withdraw
from engage.core.clock import FixedClock
from engage.core.dates import local_week
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.settings import Settings
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.notices.service import current_version
from engage.reports import making, service
from engage.reports.making import Made
from engage.reports.order import Kind, Order
from engage.reports.rendered import Render, Rendered
from engage.reports.renderers.data import write_data
from engage.reports.renderers.html import render_html
from engage.reports.rendering import renderer
from tests.reports.factories import templates

SLUG = "night-buses"
PLAIN = (".csv", ".html", ".json")


def say(
    units: Units,
    text: str,
    state: str = "published",
    *,
    name: str = "",
    email: str = "",
    channel: str = "web",
    reason: str = "off_topic",
    note: str = "",
    topic: str = "routes",
    slug: str = SLUG,
) -> int:
    """Somebody's comment, received and brought to `state`; its number."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        comment = receive(
            unit,
            engagement,
            topic_by_slug(unit.session, engagement.id, topic),
            Accepted(text, name, email, frozenset()),
            Arrival(
                channel=Channel(channel),
                notice_given=NoticeGiven.READ_OUT,
            ),
        )
        number = comment.id
    finish(units, number, state, reason, note)
    return number


def finish(
    units: Units, number: int, state: str, reason: str = "off_topic", note: str = ""
) -> None:
    if state in ("published", "not_published"):
        published = state == "published"
        outcome = Outcome.PUBLISH if published else Outcome.NOT_PUBLISH
        with units.writing(SYSTEM) as unit:
            decide(unit, number, 1, outcome, () if published else (reason or "off_topic",), note)


def send_by_form(units: Units, text: str, state: str = "published", slug: str = SLUG) -> str:
    """A comment by the form on the site; its receipt code."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, topic, notice)
        code = submit(unit, engagement, topic, Submission(text, accepts_terms=True), token)
        comment = find_by_receipt(unit, code)
        number = comment.id
        if state == "withdrawn":
            withdraw(unit, engagement, comment)
    finish(units, number, state)
    return code


def crowd(units: Units, count: int = 12, channel: str = "web") -> None:
    """Enough published comments for exact figures, all at once."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        for n in range(count):
            text = f"Please run the bus number {n} until one in the morning."
            comment = receive(
                unit,
                engagement,
                topic,
                Accepted(text, "", "", frozenset()),
                Arrival(
                    channel=Channel(channel),
                    notice_given=NoticeGiven.READ_OUT,
                ),
            )
            decide(unit, comment.id, 1, Outcome.PUBLISH, (), "")


def order_now(units: Units, slug: str = SLUG) -> Order:
    """The usual order, but with the week that is under way: everything that was said so far."""
    with units.reading(SYSTEM) as unit:
        usual = service.usual_for(unit, engagement_by_slug(unit.session, slug))
        week = local_week(unit.now, unit.settings.time_zone)
    return usual if usual.kind is Kind.FINAL else Order(Kind.INTERIM, week)


def made_for(units: Units, slug: str = SLUG, order: Order | None = None, **more: object) -> Made:
    """What a report made now is, its files as bytes."""
    with units.reading(SYSTEM) as unit:
        engagement_id = engagement_by_slug(unit.session, slug).id
    order = order or order_now(units, slug)
    with TemporaryDirectory() as folder:
        made = making.make(
            units, SYSTEM, engagement_id, order, Path(folder), renderer(units.settings), **more
        )
        return replace(made, files={name: path.read_bytes() for name, path in made.files.items()})


def data_renderer(_settings: Settings) -> Render:
    """The data files alone, as they are in every report."""

    def render(reports, into, told):
        files, content_hash = write_data(reports[0], into, told)
        return Rendered({path.name: path for path in files}, content_hash)

    return render


def quick_renderer(settings: Settings) -> Render:
    """Data files and the page, as they are in every report; without those that take longer."""
    pages = templates(settings.themes_dir / settings.theme / "templates")

    def render(reports, into, told):
        files, fingerprint = write_data(reports[0], into, told)
        page = into / f"{reports[0].slug}-report.html"
        page.write_bytes(render_html(reports[0], pages, fingerprint))
        return Rendered({path.name: path for path in [*files, page]}, fingerprint)

    return render


def a_week_later(units: Units) -> None:
    """What was said so far lies in a whole week now: a report that is asked for holds it."""
    assert isinstance(units.clock, FixedClock)
    units.clock.advance(weeks=1)


def built(
    units: Units, slug: str = SLUG, render: Render | None = None, **more: object
) -> tuple[int, Made]:
    """A report that is built and kept a week later; its number, and its files as bytes. It has
    neither PDF nor Word file, unless `render` makes them."""
    a_week_later(units)
    read: dict[str, bytes] = {}

    def take(made: Made) -> None:
        read.update({name: path.read_bytes() for name, path in made.files.items()})

    render = render or quick_renderer(units.settings)
    number, made = service.build(units, SYSTEM, slug, render, take=take, **more)
    return number, replace(made, files=read)


def all_text(files: Mapping[str, bytes]) -> str:
    """What stands in the files that are plain text."""
    plain = [content for name, content in sorted(files.items()) if name.endswith(PLAIN)]
    return "\n".join(content.decode("utf-8-sig") for content in plain)


def value_in(made: Made, slug: str = SLUG) -> dict[str, object]:
    """The report as its JSON file holds it: the head, and the comments."""
    value = json.loads(made.files[f"{slug}-report.json"])
    return {**value["head"], "comments": value["comments"]}
