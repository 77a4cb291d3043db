"""One of everything that pages are about, so that whoever may open one reaches it.

All of it belongs to one ministry. Where a use case is long, its row is written straight down.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engage.accounts.models import Ministry, Passkey, SignInAlarm
from engage.accounts.service.inviting import invitation_link, invite
from engage.accounts.service.people import ensure_ministry, person_of
from engage.accounts.service.reviewing import begin_review
from engage.comments.models import Comment
from engage.core.db import Base
from engage.core.permissions import SYSTEM, Actor, Grant, Role
from engage.core.unit import Unit, Units
from engage.engagements.approving import subject_of
from engage.engagements.models import Engagement
from engage.engagements.planning.models import SharedContent
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.rules import ResultsContent, TopicContent
from engage.engagements.service import save_results, save_topic
from engage.governance.approvals.models import Delegation, MinorEdit, OptionalStep
from engage.governance.approvals.service import ask
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.governance.elections.models import ElectionException, ElectionPeriod, HeldItem
from engage.governance.elections.rules import Ground
from engage.governance.outbound import Outbound
from engage.incidents.models import IncidentContact
from engage.incidents.rules import ContactPart
from engage.incidents.service import open_incident
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState
from engage.moderation.models import Campaign, CampaignMember
from engage.moderation.reported.models import CommentReport
from engage.moderation.spam.models import WatchedWord
from engage.replies.looking import Looked
from engage.replies.models import Question as OwnedQuestion
from engage.replies.models import Referral, SpeakerTopic
from engage.replies.rules import Draft
from engage.replies.service import publish_reply, save_reply
from engage.reports.models import Report, ReportFile
from engage.wordpress.service import PUSH_COMMENT
from tests.app_fixtures import build_engagement
from tests.moderation.decisions import acts
from tests.moderation.senders import send_looked_at
from tests.permissions.people import Member, hired
from tests.replies.staff import WORDS, with_standing_approval

SLUG: Final = "night-buses"
OTHER_SLUG: Final = "quiet-lanes"
"""Of the same ministry; conflicts of interest are with this one, so that they bar nobody's rows."""
Ids = dict[str, object]


@dataclass
class World:
    """Numbers and names for the addresses: by the name of a part, or by page and part."""

    units: Units
    ministry_id: int
    elsewhere_id: int
    colleague: Actor
    ids: Ids

    def add(self, row: Base, name: str = "") -> int:
        """Writes a row, and its number down under a name."""
        with self.units.writing(SYSTEM) as unit:
            unit.session.add(row)
            unit.session.flush()
            number: int = row.id  # type: ignore[attr-defined]
        if name:
            self.ids[name] = number
        return number


def made(units: Units) -> World:
    build_engagement(units, SLUG)
    build_engagement(units, OTHER_SLUG)
    with units.writing(SYSTEM) as unit:
        here = engagement_by_slug(unit.session, SLUG).ministry_id
        elsewhere = ensure_ministry(unit, "HLTH", "Ministry of Health").id
    colleague = hired(units, "colleague@gov.bc.ca", Grant(Role.MODERATOR))
    world = World(units, here, elsewhere, colleague, {"slug": SLUG, "topic_slug": "routes"})
    _draft(world)
    _comments(world)
    _replies(world)
    _governance(world)
    _elections(world)
    _people(world)
    _machinery(world)
    return world


def _engagement(unit: Unit, slug: str = SLUG) -> Engagement:
    return engagement_by_slug(unit.session, slug)


def _draft(world: World) -> None:
    """A question, results, content that was shared, and approvals that were asked for."""
    with world.units.writing(SYSTEM) as unit:
        engagement = _engagement(unit)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        content = topic_content(unit.session, topic.draft_revision_id)
        asked = Question("often", QuestionKind.SHORT, "How often?", necessity="We plan.", use="Us.")
        words = TopicContent(
            title=content.title,
            body=content.body,
            prompt=content.prompt,
            necessity=content.necessity,
            questions=(asked,),
        )
        save_topic(unit, engagement, topic, words, seen_revision_id=topic.draft_revision_id)
        results = ResultsContent("Buses will run.", "From May on, until two in the morning.")
        save_results(unit, engagement, results, seen_revision_id=None)
        ask(unit, subject_of(unit, engagement))
        number = engagement.id
    world.ids |= {"key": "often", "kind": "engagement", "step": "communications", "name": "need"}
    optional = OptionalStep(
        subject_kind="engagement",
        subject_id=number,
        step="supervisor",
        reason="She asked for it.",
        added_at=world.units.clock.now(),
    )
    world.add(optional)
    world.ids["/staff/engagements/<slug>/approvals/steps/<step>/drop step"] = "supervisor"
    now = world.units.clock.now()
    shared = SharedContent(
        engagement_id=number,
        sent_on=now.date(),
        sent_to="The shop",
        content="A post",
        recorded_at=now,
    )
    world.add(shared, "shared_id")
    minor = MinorEdit(
        subject_kind="engagement",
        subject_id=number,
        ministry_id=world.ministry_id,
        part="words",
        before_hash="a" * 64,
        after_hash="b" * 64,
        before_snapshot="{}",
        after_snapshot="{}",
        reason="A typing error.",
        made_at=now,
    )
    world.ids["/staff/approvals/minor/<number> number"] = world.add(minor)
    world.ids["engagement_id"] = number


def _comments(world: World) -> None:
    """One that waits, two of a campaign, one that is public and reported, one decided, and one with
    words taken out."""
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
    world.add(CommentReport(comment_id=public, version=1, kind="person", reported_at=now))
    taken_out, _ = send_looked_at(units, acts.TEXT)
    acts.published_without_the_name(units, world.colleague, taken_out)
    ids["quarantine_id"] = 1
    with units.reading(SYSTEM) as unit:
        ids["public_id"] = unit.session.get_one(Comment, public).public_id
    ids["published"] = public
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


def _replies(world: World) -> None:
    """Four public comments with a draft, a held reply, a public one; one owned, one handed on."""
    units, ids, now = world.units, world.ids, world.units.clock.now()
    with units.reading(SYSTEM) as unit:
        with_standing_approval(units, _engagement(unit))
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
        row = OwnedQuestion(
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


def speak(world: World, member: Member) -> None:
    """Makes somebody a speaker on the topic that all the comments are about."""
    with world.units.writing(SYSTEM) as unit:
        topic = topic_by_slug(unit.session, _engagement(unit).id, "routes")
        unit.session.add(SpeakerTopic(person_id=member.id, topic_id=topic.id, assigned_at=unit.now))


def passkey_of(world: World, member: Member) -> int:
    passkey = Passkey(
        person_id=member.id,
        credential_id=f"AAAA{member.id:04}",
        public_key="AAAA",
        sign_count=0,
        name="Laptop",
        created_at=world.units.clock.now(),
    )
    return world.add(passkey)


def owned_by(world: World, member: Member) -> Ids:
    """What is somebody's own: a sign-in, a passkey, a delegation, a conflict of interest."""
    now = world.units.clock.now()
    delegation = Delegation(
        person_id=member.id,
        delegate_id=world.colleague.person_id,
        role=Role.APPROVER,
        starts_at=now,
        ends_at=now + timedelta(days=3),
        reason="On leave.",
        made_at=now,
    )
    with world.units.writing(member.actor) as unit:
        engagement = _engagement(unit, OTHER_SLUG)
        subject = Subject(engagement.ministry_id, engagement.id)
        conflict = record_conflict(unit, subject, "My brother drives there.").id
    return {
        "session_id": member.second_session,
        "passkey_id": passkey_of(world, member),
        "/staff/approvals/delegates/<number>/end number": world.add(delegation),
        "conflict_id": conflict,
    }


def _governance(world: World) -> None:
    now = world.units.clock.now()
    waiting = StandingApproval(
        kind="replies",
        ministry_id=world.ministry_id,
        given_by=world.colleague.person_id,
        given_at=now,
        reason="Answers about what is public.",
        starts_at=now,
        ends_at=now + timedelta(days=90),
    )
    world.add(waiting, "approval_id")


def _elections(world: World) -> None:
    """A period that lies ahead, so that it holds nothing yet."""
    ids, now = world.ids, world.units.clock.now()
    period = ElectionPeriod(
        called_at=now + timedelta(days=30),
        voting_ends_at=now + timedelta(days=60),
        known_at=now,
        set_at=now,
    )
    number = world.add(period)
    for page in ("", "/withdraw"):
        ids[f"/staff/elections/periods/<number>{page} number"] = number
    item = HeldItem(
        period_id=number,
        key="promote:1:0",
        kind=Outbound.PROMOTE,
        engagement_id=ids["engagement_id"],
        subject_id=0,
        held_at=now,
    )
    ids["/staff/elections/held/<number> number"] = world.add(item)
    # Each of the two directors meets one that the other has granted already.
    for letter, half in (("C", "executive"), ("E", "communications")):
        asked = ElectionException(
            period_id=number,
            kind=Outbound.PROMOTE,
            engagement_id=ids["engagement_id"],
            ground=Ground.EMERGENCY,
            asked_at=now,
            **{f"{half}_by": world.colleague.person_id, f"{half}_at": now},
        )
        exception = world.add(asked)
        ids[f"/staff/elections/exceptions/<number> number {letter}"] = exception
        for page in ("", "/revoke"):
            ids[f"/staff/elections/exceptions/<number>{page} number"] = exception


def _people(world: World) -> None:
    """Somebody else with an open link, a review that is under way, and an alarm."""
    now = world.units.clock.now()
    other = hired(world.units, "somebody.else@gov.bc.ca", Grant(Role.MODERATOR))
    world.ids["person_id"] = other.person_id
    with world.units.writing(SYSTEM) as unit:
        person = person_of(unit, other.person_id or 0)
        link = invitation_link(unit, invite(unit, person), person)
        begin_review(unit)
    world.ids["token"] = link.rpartition("/")[2]
    world.add(SignInAlarm(raised_at=now, failures=100), "alarm_id")


def _machinery(world: World) -> None:
    ids, now = world.ids, world.units.clock.now()
    mail = OutgoingMail(
        kind=MailKind.INVITATION,
        person_id=ids["person_id"],
        subject_kind="invitation",
        subject_id=1,
        key="refused",
        state=MailState.REFUSED,
        created_at=now,
    )
    world.add(mail, "mail_id")
    job = Job(
        kind=PUSH_COMMENT,
        payload='{"comment_id": 1}',
        state=JobState.FAILED,
        run_at=now,
        created_at=now,
    )
    world.add(job, "job_id")
    word = WatchedWord(kind="banned", word="casino", added_at=now)
    world.add(word, "word_id")
    report = Report(
        engagement_id=ids["engagement_id"],
        number=1,
        state="ready",
        threshold=5,
        content_hash="c" * 64,
        is_final=False,
        requested_at=now,
        finished_at=now,
    )
    number = world.add(report, "report_id")
    with world.units.writing(SYSTEM) as unit:
        unit.session.add(
            ReportFile(
                report_id=number,
                name="report.csv",
                media_type="text/csv",
                sha256="d" * 64,
                size=1,
                content=b"x",
            )
        )
    ids["/staff/reports/<report_id>/<name> name"] = "report.csv"


def ministry_code(unit: Unit, ministry_id: int) -> str:
    return unit.session.get_one(Ministry, ministry_id).code
