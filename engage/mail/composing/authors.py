"""Mail to who wrote a comment, left an address, and ticked what it may be used for (R25).

That the purpose is ticked, the comment not taken back and the address still there is asked before:
`addresses` gives no recipient otherwise.
"""

from engage.comments.models import Comment
from engage.core.text import paragraphs
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import results_content
from engage.engagements.rules import Phase
from engage.mail.composing.about import page_of, receipt_page, title_of
from engage.mail.holding import held_back
from engage.mail.models import OutgoingMail
from engage.mail.rules import NotNow, Recipient, Words
from engage.moderation.models import AuthorMessage
from engage.moderation.queries.decisions import last_decision


def decision(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | None:
    """What the moderator wrote; None when the decision was undone or another one stands now."""
    message = unit.session.get(AuthorMessage, mail.subject_id)
    if message is None or message.comment_id != mail.recipient_id:
        return None
    if message.cancelled_at is not None or not message.by_mail or message.due_at > unit.now:
        return None
    standing = last_decision(unit.session, message.comment_id)
    if standing is None or standing.id != message.decision_id:
        return None
    comment = unit.session.get_one(Comment, message.comment_id)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    values = {
        "title": title_of(unit, engagement),
        "href": page_of(unit, mail, engagement),
        "body": paragraphs(message.body),
        "receipt": receipt_page(unit, mail),
    }
    return Words("decision", values)


def results(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | NotNow | None:
    """None when the results, or the engagement, are not public any more."""
    engagement = unit.session.get_one(Engagement, mail.subject_id)
    if engagement.timing.phase(unit.now) is not Phase.RESULTS:
        return None
    not_now = held_back(unit, engagement.id)
    if not_now is not None:
        return not_now
    content = results_content(unit.session, engagement.results_revision_id)
    values = {
        "title": title_of(unit, engagement),
        "results": f"{page_of(unit, mail, engagement)}/results",
        "summary": content.summary,
    }
    return Words("results", values)
