"""The language of a comment, corrected where its page says it."""

from functools import cache

from babel import Locale
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.languages import KNOWN
from engage.core.permissions import Role
from engage.moderation.service.language import correct_language
from engage.moderation.web.blueprint import COMMENT, blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit

STAFF_PAGES = Locale("en")


@cache
def languages() -> dict[str, str]:
    """The languages that are told apart, by name, those that most people write in first."""
    names = {one: STAFF_PAGES.languages.get(one, one) for one in KNOWN}
    others = sorted((one for one in KNOWN if one not in ("en", "fr")), key=names.__getitem__)
    return {one: names[one] for one in ("en", "fr", *others)}


@blueprint.app_template_filter("language_words")
def language_words(tag: str) -> str:
    """'French' for 'fr' and 'fr-CA'; a tag that nobody knows stays as it is."""
    return str(STAFF_PAGES.languages.get(tag.partition("-")[0], tag))


@blueprint.post(f"/staff/queue/{COMMENT}/language")
@staff(Role.MODERATOR)
def language_corrected(comment_id: int) -> ResponseReturnValue:
    wanted, seen = request.form.get("language", ""), request.form.get("seen", "")
    correct_language(current_unit(), comment_id, wanted or None, seen=seen or None)
    said = languages()[wanted] if wanted else "not known"
    flash(f"The language of comment {comment_id}: {said}.")
    return redirect(url_for(".comment", comment_id=comment_id), 303)
