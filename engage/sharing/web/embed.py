"""Cards to be shown in frames of other sites: live, kept as pages are, with nothing to act on.

Only these may stand in a frame. They have no form and no cookie, and their links leave the frame.
"""

from flask import Response, make_response, render_template

from engage.core.errors import NotFound
from engage.core.language import current
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.rules import Phase
from engage.sharing.comment_cards import comment_card_of
from engage.sharing.embed import Subject, frame, subject_at
from engage.sharing.embed_cards import card_of
from engage.sharing.web.blueprint import blueprint
from engage.site.permanent import slug_around
from engage.site.web import kept, shown_engagement
from engage.web.access import public
from engage.web.headers import FRAMED_HEADERS, embeddable
from engage.web.transaction import current_unit, engage_app


@blueprint.get("/embed/<path:page>", defaults={"is_fitted": False})
@blueprint.get("/embed/fitted/<path:page>", defaults={"is_fitted": True})
@public
@embeddable
def embed(page: str, is_fitted: bool) -> Response:
    """The card of a page; a fitted one tells the page around it how high it is."""
    subject = subject_at(f"/{page}")
    if subject is None or page.startswith("fr/"):
        raise NotFound(NO_ENGAGEMENT)
    if subject.comment:
        return _comment(subject, is_fitted=is_fitted)
    try:
        return _engagement(subject, is_fitted=is_fitted)
    except NotFound:
        return _gone(is_fitted=is_fitted)


def _engagement(subject: Subject, *, is_fitted: bool) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, subject.slug)
    if found.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(NO_ENGAGEMENT)
    card = card_of(unit, found, subject)
    base = unit.settings.base_url
    html = render_template("sharing/embed.html", card=card, base=base, is_fitted=is_fitted)
    return kept(unit, html, found.scope, version, [found])


def _comment(subject: Subject, *, is_fitted: bool) -> Response:
    """A comment's card, read after the version that it is kept under; of one that is not public,
    a card that says so, so that no frame goes on showing what was taken from view."""
    unit = current_unit()
    base = unit.settings.base_url
    try:
        found, version = shown_engagement(unit, slug_around(unit, subject.comment))
        card = comment_card_of(unit, subject)
    except NotFound:
        return _gone(is_fitted=is_fitted, is_comment=True)
    html = render_template("sharing/embed_comment.html", card=card, base=base, is_fitted=is_fitted)
    return kept(unit, html, found.scope, version, [found])


def _gone(*, is_fitted: bool, is_comment: bool = False) -> Response:
    """A browser shows an error of its own in a frame that it may not fill."""
    base = current_unit().settings.base_url
    html = render_template(
        "sharing/embed_gone.html", base=base, is_fitted=is_fitted, is_comment=is_comment
    )
    response = make_response(html, 404)
    response.headers.update(FRAMED_HEADERS)
    return response


@blueprint.app_template_global("embed_code")
def embed_code(slug: str, title: str) -> str:
    """HTML with which anybody can show the card of an engagement on a page of theirs."""
    card = Subject(slug, language=current()).card_path(is_fitted=False)
    return str(frame(engage_app().units.settings.base_url + card, title))
