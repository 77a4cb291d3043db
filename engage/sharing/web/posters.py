"""Posters and codes to put up elsewhere, and the page from which one takes them."""

from pathlib import Path
from typing import Final

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from engage.core.language import current, gettext
from engage.engagements import queries as engagements
from engage.multilingual.spoken import spoken_in
from engage.reports.renderers.pdf import NoPdf
from engage.sharing import codes
from engage.sharing.addresses import absolute
from engage.sharing.heads import the_theme
from engage.sharing.postering import poster_of, size_of
from engage.sharing.posters import WAIT_SECONDS, Busy, poster
from engage.sharing.web.blueprint import blueprint, kept_answer, without_query
from engage.sharing.web.calendars import named
from engage.site.queries import engagement_facts
from engage.site.web import kept, shown_engagement
from engage.web.access import public
from engage.web.transaction import current_unit, engage_app

FOLDER: Final = "posters"
PDF_TYPE: Final = "application/pdf"


@blueprint.get("/engagements/<slug>/share")
@public
def share_page(slug: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    spoken = spoken_in(unit, found)
    html = render_template(
        "sharing/share.html",
        e=engagement_facts(unit, found, content, spoken=spoken),
        address=absolute(unit.settings.base_url, f"/engagements/{found.slug}", current()),
        calendar=absolute(
            unit.settings.base_url, f"/engagements/{found.slug}/calendar.ics", current()
        ),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/qr.svg", defaults={"ending": "svg"})
@blueprint.get("/engagements/<slug>/qr.png", defaults={"ending": "png"})
@public
def code(slug: str, ending: str) -> ResponseReturnValue:
    """The QR code of the engagement's address, in the language of this one."""
    if (elsewhere := without_query()) is not None:
        return elsewhere
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    href = absolute(unit.settings.base_url, f"/engagements/{found.slug}", current())
    if ending == "svg":
        title = gettext("QR code of the address %(address)s", address=href)
        body, kind = codes.svg(href, title), codes.SVG_TYPE
    else:
        body, kind = codes.png(href), codes.PNG_TYPE
    change = found.timing.next_change(unit.now)
    answer = kept_answer(unit, body, kind, (found.scope, version), change)
    return named(answer, f"{found.slug}-qr.{ending}")


@blueprint.get("/engagements/<slug>/poster.pdf", defaults={"paper": "letter", "tag": ""})
@blueprint.get("/engagements/<slug>/poster-a4.pdf", defaults={"paper": "a4", "tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/poster.pdf", defaults={"paper": "letter"})
@public
def poster_file(slug: str, paper: str, tag: str) -> ResponseReturnValue:
    """`tag` is the language of staff's words; '': that of the page, or English."""
    if (elsewhere := without_query()) is not None:
        return elsewhere
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    shown = poster_of(unit, found, tag)
    page = render_template(
        "sharing/poster.html",
        p=shown,
        paper=paper,
        size=size_of(shown.title),
        logo=the_theme().paper_logo,
    )
    try:
        body = poster(
            unit.settings.var_dir / FOLDER,
            page,
            _fonts(),
            gettext("[a sign that has no letter here]"),
        )
    except (Busy, NoPdf):
        raise ServiceUnavailable(retry_after=WAIT_SECONDS) from None
    change = found.timing.next_change(unit.now)
    answer = kept_answer(unit, body, PDF_TYPE, (found.scope, version), change)
    return named(answer, f"{found.slug}-poster.pdf")


def _fonts() -> Path:
    """The letters beside the theme's rules for reports, which are for paper too."""
    rules = engage_app().jinja_env.get_template("report_pdf.css")
    return Path(rules.filename or "").parent.parent / "static" / "fonts"
