"""The staff page on WordPress: what is there, what waits, what failed and can be tried again."""

from typing import Final

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.jobs.rules import JobState
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store
from engage.wordpress import queries
from engage.wordpress.plans import LinkState, Thing, Trouble
from engage.wordpress.service import CONFIGURING_ROLES, KINDS, PUSH_COMMENT, retry_push
from engage.wordpress.service.kinds import PUSH_COMMENTS, PUSH_ENGAGEMENT, RECONCILE, RELEASE
from engage.wordpress.web.blueprint import blueprint

STATE_WORDS: Final = {
    LinkState.NEW: "Not there yet",
    LinkState.SHOWN: "Shown",
    LinkState.HIDDEN: "Taken down",
    LinkState.CONFLICT: "In conflict",
}
TROUBLE_WORDS: Final = {
    Trouble.CHANGED_THERE: "Somebody changed it on WordPress. We do not write over that: undo the"
    " change there, and our text follows again.",
    Trouble.TAKEN_DOWN_THERE: "Somebody took it down on WordPress. It stays down.",
    Trouble.DELETED_THERE: "Somebody deleted it on WordPress. It is not made again.",
}
SITE_TROUBLE_WORDS: Final = {
    "AuthFailed": "WordPress does not accept our sign-in, or the account may do too little",
    "Transient": "WordPress cannot be reached, or answers with an error",
    "Flood": "WordPress finds that we write too quickly",
}
KIND_WORDS: Final = {
    PUSH_ENGAGEMENT: "Post of an engagement",
    PUSH_COMMENT: "Comment",
    PUSH_COMMENTS: "Comments of an engagement",
    RECONCILE: "Looking for what is missing",
    RELEASE: "Pushing what was held during an election",
}


@blueprint.get("/staff/wordpress")
@staff(*CONFIGURING_ROLES)
def overview() -> ResponseReturnValue:
    unit = current_unit()
    # It shows every ministry's posts, so a role for one ministry does not reach it.
    unit.actor.require(*CONFIGURING_ROLES)
    session, settings = unit.session, unit.settings.wordpress
    html = render_template(
        "wordpress/overview.html",
        address=settings.url if settings else "",
        contact=queries.contact(session),
        posts=queries.posts(session),
        comments=queries.counts_by_state(session, Thing.COMMENT),
        comment_conflicts=queries.comment_conflicts(session),
        waiting=queries.count_of_jobs(session, KINDS, JobState.WAITING),
        failed=queries.jobs_by_state(session, KINDS, JobState.FAILED),
        last_push=queries.last_push(session),
        states=tuple(LinkState),
        state_words=STATE_WORDS,
        trouble_words=TROUBLE_WORDS,
        site_trouble_words=SITE_TROUBLE_WORDS,
        kind_words=KIND_WORDS,
    )
    return no_store(make_response(html))


@blueprint.post("/staff/wordpress/jobs/<int(max=2147483647):job_id>/retry")
@staff(*CONFIGURING_ROLES)
def retry(job_id: int) -> ResponseReturnValue:
    retry_push(current_unit(), job_id)
    flash("It is tried again now.")
    return redirect(url_for(".overview"), 303)
