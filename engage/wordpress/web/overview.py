"""The staff page on WordPress: does it work, what waits, what has to be looked at by a person."""

from typing import Final

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.web.access import staff
from engage.web.transaction import current_unit, no_store
from engage.wordpress.plans import LinkState
from engage.wordpress.rules import TransportName
from engage.wordpress.service import CONFIGURING_ROLES, retry_push
from engage.wordpress.service.asking import ask_check, ask_taking_down
from engage.wordpress.service.kinds import (
    CHECK,
    COMPARE,
    DRIFT,
    LOOK_AT_CATEGORIES,
    LOOK_AT_POST,
    PULL_COMMENTS,
    PULL_POSTS,
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
    REPAIR,
)
from engage.wordpress.service.leaving_out import settle_left_out
from engage.wordpress.standing import standing
from engage.wordpress.web.blueprint import blueprint
from engage.wordpress.wording import (
    LEFT_OUT_WORDS,
    SITE_TROUBLE_WORDS,
    STATE_WORDS,
    TRANSPORT_WORDS,
    TROUBLE_WORDS,
)

KIND_WORDS: Final = {
    PUSH_ENGAGEMENT: "Post of an engagement",
    PUSH_COMMENT: "Comment",
    PUSH_COMMENTS: "Comments of an engagement",
    RECONCILE: "Looking for what is missing there",
    RELEASE: "Pushing what was held during an election",
    PULL_COMMENTS: "Reading comments left there",
    PULL_POSTS: "Reading posts written there",
    COMPARE: "Comparing a part of both sides",
    LOOK_AT_POST: "Looking at a post",
    LOOK_AT_CATEGORIES: "Reading which categories there are",
    DRIFT: "Comparing everything",
    REPAIR: "Repair",
    CHECK: "Connection check",
}


@blueprint.get("/staff/wordpress")
@staff(*CONFIGURING_ROLES)
def overview() -> ResponseReturnValue:
    unit = current_unit()
    # It shows every ministry's posts, so a role for one ministry does not reach it.
    unit.actor.require(*CONFIGURING_ROLES)
    settings = unit.settings.wordpress
    html = render_template(
        "wordpress/overview.html",
        address=settings.url if settings else "",
        transport=TRANSPORT_WORDS[TransportName(settings.transport)] if settings else "",
        now=standing(unit),
        states=tuple(LinkState),
        state_words=STATE_WORDS,
        trouble_words=TROUBLE_WORDS,
        site_trouble_words=SITE_TROUBLE_WORDS,
        left_out_words=LEFT_OUT_WORDS,
        kind_words=KIND_WORDS,
    )
    return no_store(make_response(html))


@blueprint.post("/staff/wordpress/check")
@staff(*CONFIGURING_ROLES)
def check() -> ResponseReturnValue:
    ask_check(current_unit())
    return redirect(url_for(".overview"), 303)


@blueprint.post("/staff/wordpress/jobs/<number:job_id>/retry")
@staff(*CONFIGURING_ROLES)
def retry(job_id: int) -> ResponseReturnValue:
    retry_push(current_unit(), job_id)
    flash("It is tried again now.")
    return redirect(url_for(".overview"), 303)


@blueprint.post("/staff/wordpress/alarms/<number:run_id>/take-down")
@staff(*CONFIGURING_ROLES)
def take_down(run_id: int) -> ResponseReturnValue:
    ask_taking_down(current_unit(), run_id)
    flash("What was taken down on WordPress is taken down here with the next comparison.")
    return redirect(url_for(".overview"), 303)


@blueprint.post("/staff/wordpress/left-out/<number:left_out_id>/seen")
@staff(*CONFIGURING_ROLES)
def left_out_seen(left_out_id: int) -> ResponseReturnValue:
    settle_left_out(current_unit(), left_out_id)
    flash("It is off the list.")
    return redirect(url_for(".overview"), 303)
