"""What the world's pages of comments and replies are about."""

from datetime import timedelta

from engage.avenues.rules import Typed
from engage.avenues.service import issue_form_token, key_in
from engage.comments.attachments.rules import HeldFile
from engage.comments.attachments.service import files_of, hold_files
from engage.comments.models import Comment
from engage.comments.service import withdrawal_link
from engage.comments.threads.service import hang
from engage.core.permissions import SYSTEM
from engage.engagements.queries import topic_by_slug
from engage.incidents.models import IncidentContact
from engage.incidents.rules import ContactPart
from engage.incidents.service import open_incident
from engage.mail.incoming.rules import Reason
from engage.moderation.models import Campaign, CampaignMember
from engage.moderation.reported.models import CommentReport
from engage.replies.looking import Looked
from engage.replies.models import Question, Referral
from engage.replies.rules import Draft
from engage.replies.service import publish_reply, save_reply
from tests.app_fixtures import NOON
from tests.mail.incoming.room.messages import arrive
from tests.moderation.decisions import acts
from tests.moderation.senders import send_looked_at
from tests.permissions.world import SLUG, World, engagement_in
from tests.replies.staff import WORDS, with_standing_approval


def make_comments(world: World) -> None:
    """One that waits, two of a campaign, one that is public, answered and reported, one decided,
    and one with words taken out."""
    units, ids, now = world.units, world.ids, world.units.clock.now()
    ids["comment_id"], ids["receipt"] = send_looked_at(units, "More buses after midnight, please.")
    first, _ = send_looked_at(units, "We, the undersigned, ask for a bus at night.")
    campaign = Campaign(engagement_id=ids["engagement_id"], first_comment_id=first, found_at=now)
    world.add(campaign, "campaign_id")
    with units.writing(SYSTEM) as unit:
        unit.session.add(
            CampaignMember(comment_id=first, campaign_id=ids["campaign_id"], adds_something=False)
        )
    decided, _ = send_looked_at(units, "The bus drivers are kind people.")
    ids["decision_id"] = acts.published(units, world.colleague, decided)
    public, _ = send_looked_at(units, "Is there a bus on Sundays?")
    acts.published(units, world.colleague, public)
    for page in ("/staff/comments/<comment_id>/unpublish", "/staff/reported/<comment_id>/keep"):
        ids[f"{page} comment_id"] = public
    answering, _ = send_looked_at(units, "I would ride along on Sundays.")
    with units.writing(SYSTEM) as unit:
        above = unit.session.get_one(Comment, public)
        hang(unit, unit.session.get_one(Comment, answering), above)
    acts.published(units, world.colleague, answering)
    world.add(CommentReport(comment_id=public, version=1, kind="person", reported_at=now))
    taken_out, _ = send_looked_at(units, acts.TEXT)
    acts.published_without_the_name(units, world.colleague, taken_out)
    ids["quarantine_id"] = 1
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, public)
        ids["public_id"] = comment.public_id
        link = withdrawal_link(unit, comment)
    ids["/withdraw/<token> token"] = link.rpartition("/")[2]
    ids["published"] = public
    make_message(world)
    with units.writing(SYSTEM) as unit:
        ids["incident_id"] = open_incident(unit, "threat", comment_id=ids["comment_id"]).id  # type: ignore[arg-type]
    contact = IncidentContact(
        ministry_id=world.ministry_id,
        part=ContactPart.SUPERVISOR,
        name="Kim Sample",
        email="kim@gov.bc.ca",
        phone="",
        changed_at=now,
    )
    world.add(contact, "contact_id")


def make_message(world: World) -> None:
    """Mail to the engagement that somebody has to read before it can be a comment."""
    mail_id = arrive(world.units, reason=Reason.ONLY_ATTACHMENTS, slug=SLUG)
    world.ids["incoming_id"] = mail_id
    for page in ("", "/place", "/aside", "/seen", "/back"):
        world.ids[f"/staff/mail/incoming/<mail_id>{page} mail_id"] = mail_id


def make_keyed(world: World) -> None:
    """A letter that was keyed in, with its scan; and a number of nobody's table."""
    with world.units.writing(world.colleague) as unit:
        engagement = engagement_in(unit)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        typed = Typed(
            channel="paper",
            received_on=NOON.date(),
            received_time=None,
            language="en",
            notice_given="shown_before_form",
            text="A letter about the buses.",
        )
        done = key_in(unit, engagement, topic, typed, issue_form_token(unit, engagement))
        scan = HeldFile("letter.pdf", "application/pdf", 5, b"%PDF-")
        hold_files(unit, "comment", done.comment_id, [scan], "scan")
        (held,) = files_of(unit.session, unit.keyring, "comment", done.comment_id)
    keyed = "/staff/engagements/<slug>/keyed/<comment_id>/take-back"
    world.ids |= {f"{keyed} comment_id": done.comment_id, "attachment_id": held.id, "draft_id": 999}


def make_replies(world: World) -> None:
    """Four public comments with a draft, a held reply, a public one; one owned, one handed on."""
    units, ids, now = world.units, world.ids, world.units.clock.now()
    with units.reading(SYSTEM) as unit:
        with_standing_approval(units, engagement_in(unit))
    asked = ids["asked"] = _published(world, "When do the night buses start?")
    for page in ("reply", "question", "hand-on"):
        ids[f"/staff/comments/<comment_id>/{page} comment_id"] = asked
    owned = _published(world, "Who drives the night buses?")
    ids["/staff/comments/<comment_id>/question/drop comment_id"] = owned
    handed = _published(world, "Will the newspapers write about it?")
    back = "/staff/comments/<comment_id>/hand-on/<referral_id>/back"
    ids[f"{back} comment_id"] = handed
    world.add(Referral(comment_id=handed, destination="program", referred_at=now), "referral_id")
    with units.writing(SYSTEM) as unit:
        person_id = world.colleague.person_id
        assert person_id is not None
        row = Question(
            comment_id=owned, owner_id=person_id, marked_at=now, due_at=now + timedelta(days=3)
        )
        unit.session.add(row)
    ids["reply_id"] = _reply(world, "How long does the night bus take?")
    held = _reply(world, "Does the night bus stop in the village?", is_held=True)
    for page in ("verdict", "take-back"):
        ids[f"/staff/replies/<reply_id>/{page} reply_id"] = held
    public = _reply(world, "Can bicycles travel along?", is_public=True)
    ids["/staff/replies/<reply_id>/withdraw reply_id"] = public


def _published(world: World, text: str) -> int:
    number, _ = send_looked_at(world.units, text)
    acts.published(world.units, world.colleague, number)
    return number


def _reply(world: World, question: str, *, is_held: bool = False, is_public: bool = False) -> int:
    number = _published(world, question)
    with world.units.writing(SYSTEM) as unit:
        reply = save_reply(unit, number, Draft(WORDS), Looked(), seen_version=0)
        if is_public:
            publish_reply(unit, reply.id, seen_version=reply.version)
        if is_held:
            reply.held_at = unit.now
        return reply.id
