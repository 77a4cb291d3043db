"""What people wrote about an engagement before it opened or after it closed (R87)."""

from flask import url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.rules import slug_fault
from engage.engagements.web.blueprint import side_of
from engage.mail.incoming.queries.pages import correspondence_of
from engage.mail.incoming.service.reach import MAIL_ROLES
from engage.mail.incoming.web.blueprint import PAGE, asked_number, blueprint, page
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/correspondence")
@staff(*MAIL_ROLES)
def correspondence(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)
    engagement = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(MAIL_ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    found = correspondence_of(
        unit.session,
        unit.keyring,
        engagement.id,
        limit=PAGE + 1,
        beyond=asked_number("beyond"),
    )
    rows = found[:PAGE]
    more = rows[-1].id if len(found) > PAGE else None
    return page(
        unit,
        "correspondence.html",
        side=side_of(unit, engagement),
        engagement=engagement,
        rows=rows,
        has_mailbox=unit.settings.mailbox is not None,
        more_href=url_for(".correspondence", slug=slug, beyond=more) if more else "",
    )
