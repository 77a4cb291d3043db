"""Public pages: no cookie, no session, kept by version (see `cache.py`)."""

from collections.abc import Iterable

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.language import current, marked
from engage.core.schema import is_current
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import own_address
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.engagements.service import SITE_SCOPE
from engage.following.service import is_offered
from engage.governance.elections.queries import next_election_change
from engage.governance.policies import policy_page
from engage.multilingual.rules import RESULTS
from engage.multilingual.spoken import Spoken, spoken_in
from engage.reports.queries import has_public_release
from engage.site import queries
from engage.site.cache import KEEP, Keep
from engage.site.discussion.queries import FIRST_COMMENTS, Wanted, discussion
from engage.site.discussion.rules import Discussion
from engage.site.documents import documents_shown
from engage.site.form_here import form_here
from engage.site.releases import public_releases
from engage.site.rules import NEWEST_UPDATES, PAGE_OF_UPDATES, TopicFacts, ways_to_take_part
from engage.site.story import STORY_UPDATES, story_of
from engage.updates.queries import NO_UPDATE, public_update
from engage.updates.rules import update_slug_fault
from engage.web.access import public
from engage.web.language import here
from engage.web.transaction import current_unit, engage_app

blueprint = Blueprint("site", __name__)


@blueprint.get("/engagements/<slug>", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>")
@public
def engagement(slug: str, tag: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    spoken = spoken_in(unit, found, tag)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    topics = engagements.public_topics_of(unit.session, found.id)
    page = f"/engagements/{found.slug}"
    only = topics[0] if len(topics) == 1 else None
    href = comment_href(unit, found, topics, spoken.below)
    has_report = has_public_release(unit.session, found.id)
    topic = _told_here(unit, found, only, spoken) if only else None
    told = queries.update_links(unit.session, found, most=STORY_UPDATES, spoken=spoken)[0]
    html = render_template(
        "site/engagement.html",
        e=queries.engagement_facts(unit, found, content, spoken=spoken),
        avenues=ways_to_take_part(
            content.avenues,
            href,
            inbox=inbox(unit, found),
            subject=only.title if only else found.title,
        ),
        topics=queries.topic_links(unit, found, spoken),
        documents=documents_shown(unit, content, spoken=spoken),
        counts=queries.public_counts(unit, found),
        results_href=f"{page}{spoken.below}/results"
        if _shows_results(unit, found) or has_report
        else "",
        updates=told[:NEWEST_UPDATES],
        story=story_of(unit, found, told, spoken),
        topic=topic,
        write=form_here(unit, found, topic, spoken) if topic else None,
        follow_href=f"{page}/follow" if is_offered(unit, found) else "",
        discussion=_beginning(unit, found, only, spoken) if only else None,
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/results", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/results")
@public
def results(slug: str, tag: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    spoken = spoken_in(unit, found, tag)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    ready = _shows_results(unit, found)
    revision_id = found.results_revision_id if ready else None
    written, written_in, is_outdated = spoken.said(
        RESULTS, engagements.results_content(unit.session, revision_id)
    )
    html = render_template(
        "site/results.html",
        e=queries.engagement_facts(unit, found, content, spoken=spoken, rest="/results"),
        tag=written_in,
        is_outdated=is_outdated,
        summary=written.summary,
        results_html=queries.rendered(written.body),
        counts=queries.public_counts(unit, found) if ready else None,
        published_at=found.results_at if ready else None,
        releases=public_releases(unit, found),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/updates", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/updates")
@public
def updates(slug: str, tag: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    spoken = spoken_in(unit, found, tag)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    before = request.args.get("before", "")
    links, older_href = queries.update_links(
        unit.session,
        found,
        most=PAGE_OF_UPDATES,
        before="" if update_slug_fault(before) else before,
        spoken=spoken,
    )
    facts = queries.engagement_facts(unit, found, content, spoken=spoken, rest="/updates")
    html = render_template(
        "site/updates.html",
        e=facts,
        updates=links,
        older_href=older_href,
        newer_href=f"{facts.base}/updates" if before else "",
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/updates/<update_slug>", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/updates/<update_slug>")
@public
def update(slug: str, update_slug: str, tag: str) -> Response:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    spoken = spoken_in(unit, found, tag)
    if update_slug_fault(update_slug):
        raise NotFound(NO_UPDATE)
    shown, written = public_update(unit.session, found.id, update_slug)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    html = render_template(
        "site/update.html",
        e=queries.engagement_facts(
            unit, found, content, spoken=spoken, rest=f"/updates/{update_slug}"
        ),
        update=queries.update_facts(unit.session, shown, written, spoken),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/notice", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/notice")
@public
def notice(slug: str, tag: str) -> ResponseReturnValue:
    """In a language in which it has no words, it is the page of all readers."""
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    spoken = spoken_in(unit, found, tag)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    shown = queries.notice_shown(unit, found, spoken)
    if shown is None:
        raise NotFound(marked("There is no notice for this engagement."))
    if tag and shown.tag != tag:
        return redirect(here(f"/engagements/{found.slug}/notice"))
    facts = queries.engagement_facts(unit, found, content, spoken=spoken, rest="/notice")
    html = render_template(
        "site/notice.html",
        e=queries.beside_notice(unit, found, facts),
        notice=shown,
        avenues=ways_to_take_part(content.avenues, ""),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/moderation")
@public
def engagement_moderation_policy(slug: str) -> ResponseReturnValue:
    """The policy with the engagement's figures, which cost more than other pages: always kept."""
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    if request.query_string:
        return redirect(here(f"/engagements/{found.slug}/moderation"))
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    facts = queries.engagement_facts(unit, found, content)
    page = policy_page("moderation-policy", current())
    counts = queries.public_counts(unit, found)
    html = render_template(
        "site/policy.html",
        e=facts,
        page=page,
        counts=counts,
        reasons=queries.public_reasons(unit, found),
        letters=queries.public_letters(unit, found, counts),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/moderation-policy", defaults={"name": "moderation-policy"})
@blueprint.get("/terms", defaults={"name": "terms"})
@blueprint.get("/privacy", defaults={"name": "privacy"})
@blueprint.get("/accessibility", defaults={"name": "accessibility"})
@public
def policy(name: str) -> Response:
    unit = current_unit()
    html = render_template("site/policy.html", e=None, page=policy_page(name, current()))
    version = queries.version_of(unit.session, SITE_SCOPE)
    return kept(unit, html, SITE_SCOPE, version, [])


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers and its schema is the one that this code needs."""
    if not is_current(engage_app().units.database):
        return "the database needs `engage migrate`\n", 503, {"Content-Type": "text/plain"}
    return "ready\n", {"Content-Type": "text/plain; charset=utf-8"}


def kept(
    unit: Unit,
    html: str,
    scope: str,
    version: int,
    shown: Iterable[queries.Timed],
) -> Response:
    """A public page; kept unless it answers to a query, which anybody can vary without end."""
    response = make_response(html)
    if not request.query_string:
        change = next_election_change(unit.session, unit.now)
        until = queries.kept_until(shown, unit.now, unit.settings.time_zone, change)
        request.environ[KEEP] = Keep(scope, version, until)
    else:
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def shown_engagement(unit: Unit, slug: str) -> tuple[Engagement, int]:
    """A public engagement with the content version that is read; raises NotFound."""
    found = engagements.public_engagement(unit.session, slug)
    version = queries.version_of(unit.session, found.scope)
    # Read again after the version: what changed in between belongs to the next version.
    unit.session.refresh(found)
    if found.published_at is None:
        raise NotFound(engagements.NO_ENGAGEMENT)
    return found, version


def _beginning(unit: Unit, found: Engagement, only: Topic, spoken: Spoken) -> Discussion:
    """The newest comments; further ones, and other orders, are on the topic's own page."""
    page = f"/engagements/{found.slug}{spoken.below}/{only.slug}"
    wanted = Wanted(page, most=FIRST_COMMENTS, spoken=spoken)
    return discussion(unit, found, only, wanted)


def _told_here(unit: Unit, found: Engagement, only: Topic, spoken: Spoken) -> TopicFacts:
    """The only topic of an engagement, which needs no page of its own."""
    written = engagements.topic_content(unit.session, only.published_revision_id)
    return queries.topic_facts(found, only, written, spoken)


def _shows_results(unit: Unit, found: Engagement) -> bool:
    return found.timing.phase(unit.now) is Phase.RESULTS


def inbox(unit: Unit, found: Engagement) -> str:
    """The engagement's own e-mail address while mail to it becomes comments; '' else."""
    if not found.timing.accepts_comments(unit.now):
        return ""
    return own_address(unit.settings.mailbox, found.slug)


def comment_href(unit: Unit, found: Engagement, topics: Iterable[Topic], below: str = "") -> str:
    """Where one comments on the first of the topics; `below` is the page's language there."""
    first = next(iter(topics), None)
    if first is None or not found.timing.accepts_comments(unit.now):
        return ""
    return f"/engagements/{found.slug}{below}/{first.slug}/comment"
