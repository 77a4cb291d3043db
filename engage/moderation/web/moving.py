"""Moving a waiting comment to the topic that it is about, from a page of its own."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.engagements.queries import public_topics_of
from engage.moderation.forms import TopicForm
from engage.moderation.queries.comments import Item
from engage.moderation.queries.topics import topic_of_comment
from engage.moderation.service.moving import move_to_topic
from engage.moderation.web.blueprint import COMMENT, blueprint, page
from engage.moderation.web.item import CONFLICT, REFUSED, read_item
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get(f"/staff/queue/{COMMENT}/topic")
@staff(Role.MODERATOR)
def topic_form(comment_id: int) -> ResponseReturnValue:
    unit = current_unit()
    found = read_item(unit, comment_id)
    return _topic_page(unit, found, _fresh(unit, found))


@blueprint.post(f"/staff/queue/{COMMENT}/topic")
@staff(Role.MODERATOR)
def topic_sent(comment_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), TopicForm()
    found = read_item(unit, comment_id)
    if not form.validate():
        return _topic_page(unit, found, form, REFUSED)
    try:
        with unit.attempt():
            topic = move_to_topic(
                unit,
                comment_id,
                form.chosen(),
                seen_version=form.seen_version.data or 0,
                seen_topic_id=form.seen_topic.data or 0,
            )
    except Refused as refusal:
        form.show_fault(refusal)
        return _topic_page(unit, found, form, REFUSED)
    except Conflict as conflict:
        now = read_item(unit, comment_id)
        return _topic_page(unit, now, _fresh(unit, now), CONFLICT, str(conflict))
    flash(f"Comment {comment_id} is in the topic “{topic.title}” now.")
    return redirect(url_for(".comment", comment_id=comment_id), 303)


def _fresh(unit: Unit, found: Item) -> TopicForm:
    topic = topic_of_comment(unit.session, found.row.id)
    return TopicForm(formdata=None, seen_version=found.row.version, seen_topic=topic.id)


def _topic_page(
    unit: Unit, found: Item, form: TopicForm, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    here = topic_of_comment(unit.session, found.row.id)
    others: Sequence[Topic] = [
        one for one in public_topics_of(unit.session, here.engagement_id) if one.id != here.id
    ]
    form.offer({one.id: one.title for one in others})
    waits = found.row.waiting_since is not None
    return page(
        "move.html", status, item=found, form=form, others=others, waits=waits, conflict=conflict
    )
