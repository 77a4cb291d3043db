"""One comment planned and recorded by hand, for tests in which no WordPress takes part."""

from engage.core.unit import Unit
from engage.jobs.handlers import Later
from engage.wordpress.deliveries import Delivered, Delivery
from engage.wordpress.plans import CommentPlan, LinkState, Outcome, Thing
from engage.wordpress.rules import fields_hash
from engage.wordpress.service import plan_comments, record_comments


def plan_comment(unit: Unit, comment_id: int, job_id: int) -> CommentPlan | None:
    """What a push of this comment would send for the comment itself; Later as the job says it."""
    batch = plan_comments(unit, [comment_id], job_id)
    if batch.is_busy or (batch.is_stopped and not batch.plans):
        raise Later(1)
    return next((plan for plan in batch.plans if plan.thing is Thing.COMMENT), None)


def record_comment(unit: Unit, plan: CommentPlan, outcome: Outcome) -> None:
    sent = ""
    if plan.fields is not None and outcome.state is LinkState.SHOWN:
        sent = fields_hash(plan.fields)
    done = {plan.link_id: Delivered(outcome, sent)}
    record_comments(unit, [plan], Delivery(done=done, begun={plan.link_id}))
