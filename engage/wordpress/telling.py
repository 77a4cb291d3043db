"""How it stands with WordPress, line by line, for the command."""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.jobs.rules import JobState
from engage.wordpress import queries
from engage.wordpress.drift import NO_DRIFT, Drift
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.queries.runs import Run, RunState
from engage.wordpress.repair import RepairPlan
from engage.wordpress.service.kinds import KINDS
from engage.wordpress.wording import (
    ACTION_WORDS,
    FINDING_WORDS,
    RUN_WORDS,
    counted_words,
    run_trouble_words,
)


def summary(unit: Unit) -> list[str]:
    """What is on WordPress, as far as we recorded it."""
    lines = []
    for thing, name in ((Thing.ENGAGEMENT, "Posts"), (Thing.COMMENT, "Comments")):
        counted = queries.counts_by_state(unit.session, thing)
        lines.append(
            f"{name}: {counted[LinkState.SHOWN]:,} shown, {counted[LinkState.HIDDEN]:,} taken"
            f" down, {counted[LinkState.CONFLICT]:,} in conflict."
        )
    return lines


def unfinished(unit: Unit) -> list[str]:
    waiting = queries.count_of_jobs(unit.session, KINDS, JobState.WAITING)
    return [f"Waiting: {waiting:,} pushes are still to come."] if waiting else []


def waiting_for_a_person(unit: Unit) -> list[str]:
    """Conflicts, failed pushes and a site that does not answer, one line each."""
    lines = []
    row = queries.contact(unit.session)
    if row is not None and row.troubles:
        since = f"{row.since:%Y-%m-%d %H:%M} UTC" if row.since else "now"
        lines.append(f"Pushes are put off since {since} ({row.trouble}).")
    for post in queries.posts(unit.session):
        if post.state == LinkState.CONFLICT:
            lines.append(f"Conflict: the post of engagement {post.slug}: {post.trouble}.")
    for link in queries.comment_conflicts(unit.session):
        lines.append(f"Conflict: comment {link.local_id}: {link.trouble}.")
    for job in queries.jobs_by_state(unit.session, KINDS, JobState.FAILED):
        lines.append(f"Failed: job {job.id} ({job.kind}, {job.error}).")
    return lines


def run_lines(run: Run | None) -> list[str]:
    if run is None:
        return ["Somebody else is at it already."]
    name = RUN_WORDS[run.kind]
    if run.is_under_way:
        return [f"{name}: it was put off, and goes on by itself."]
    if run.state is RunState.BROKEN_OFF:
        return [f"{name}: it broke off."]
    counts = [f"{count:,} {key.replace('_', ' ')}" for key, count in _numbers(run)]
    lines = [f"{name}: {run.done:,} read in {run.requests:,} requests."]
    if counts:
        lines.append(f"Of these: {', '.join(counts)}.")
    if run.trouble:
        lines.append(f"{run_trouble_words(run.trouble)}.")
    return lines


def _numbers(run: Run) -> list[tuple[str, int]]:
    return [(key, value) for key, value in run.found.items() if type(value) is int and value]


def drift_lines(drift: Drift) -> Iterator[str]:
    for one in drift.engagements:
        yield f"{one.slug}: {one.ours:,} comments public here, {one.theirs:,} in view there."
        for words in counted_words(one.counts):
            yield f"  {words}"
        for finding in one.counts:
            if finding not in NO_DRIFT:
                numbers = [found for found in one.found if found.finding is finding]
                for found in numbers:
                    here = f"{found.thing} {found.local_id} here" if found.local_id else ""
                    remote = f"number {found.remote_id} there" if found.remote_id else ""
                    places = ", ".join(filter(None, (here, remote)))
                    yield f"    {FINDING_WORDS[finding]}: {places}"
    if drift.is_in_step:
        yield "Both sides are in step."
    else:
        yield "The sides have drifted apart. See what `engage wordpress repair` would do."


def plan_lines(plan: RepairPlan) -> Iterator[str]:
    if not plan.steps:
        yield "There is nothing to repair."
        return
    for action, count in plan.counts.items():
        yield f"{count:,} {ACTION_WORDS[action]}:"
        for step in plan.of(action):
            here = f"{step.thing} {step.local_id} here" if step.local_id else ""
            remote = f"number {step.remote_id} there" if step.remote_id else ""
            yield f"    engagement {step.engagement_id}: {', '.join(filter(None, (here, remote)))}"
    yield f"To do exactly this: engage wordpress repair --apply {plan.digest}"
