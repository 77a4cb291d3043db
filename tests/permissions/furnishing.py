"""The rest of the world: drafts and approvals, elections, people, and the machinery."""

from datetime import timedelta

from engage.accounts.models import SignInAlarm
from engage.accounts.service.calendar_links import make_calendar_link
from engage.accounts.service.inviting import invitation_link, invite
from engage.accounts.service.people import ensure_ministry, person_of
from engage.accounts.service.reviewing import begin_review
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Unit, Units
from engage.engagements.approving import subject_of
from engage.engagements.models import Engagement
from engage.engagements.planning.models import SharedContent
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.rules import ResultsContent, TopicContent, UpdateContent
from engage.engagements.service import save_results, save_topic
from engage.following.models import Subscription
from engage.following.rules import Pace, State
from engage.following.service import Link, link_of
from engage.governance.approvals.models import MinorEdit, OptionalStep
from engage.governance.approvals.service import ask
from engage.governance.conduct.models import StandingApproval
from engage.governance.elections.models import ElectionException, ElectionPeriod, HeldItem
from engage.governance.elections.rules import Ground
from engage.governance.outbound import Outbound
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, RecipientKind
from engage.media.rules import markdown_of
from engage.media.service import store_picture
from engage.moderation.spam.models import WatchedWord
from engage.reports.models import Report, ReportFile, ReportFilePart
from engage.reports.passing.models import NameHit, NamePass
from engage.updates.approving import update_subject
from engage.updates.service import save_update
from engage.wordpress.models import (
    WordPressDifference,
    WordPressLeftOut,
    WordPressLink,
    WordPressRun,
    WordPressSource,
)
from engage.wordpress.service import PUSH_COMMENT
from tests.app_fixtures import build_engagement
from tests.media.files import picture
from tests.permissions.conversation import make_comments, make_keyed, make_replies
from tests.permissions.documented import make_document
from tests.permissions.filed import make_filing
from tests.permissions.people import hired
from tests.permissions.quoted import make_quotations
from tests.permissions.registered import make_entries
from tests.permissions.reports import make_releases
from tests.permissions.themes import make_themes
from tests.permissions.translated import make_translation
from tests.permissions.world import OTHER_SLUG, SLUG, World, engagement_in
from tests.updates.writing import shown_update


def made(units: Units) -> World:
    build_engagement(units, SLUG)
    build_engagement(units, OTHER_SLUG, title="Should buses stop in quiet lanes?")
    with units.writing(SYSTEM) as unit:
        here = engagement_by_slug(unit.session, SLUG).ministry_id
        elsewhere = ensure_ministry(unit, "HLTH", "Ministry of Health").id
    colleague = hired(units, "colleague@gov.bc.ca", Grant(Role.MODERATOR))
    world = World(units, here, elsewhere, colleague, {"slug": SLUG, "topic_slug": "routes"})
    _draft(world)
    make_comments(world)
    make_replies(world)
    make_keyed(world)
    make_themes(world)
    _governance(world)
    _elections(world)
    _people(world)
    _followers(world)
    make_quotations(world)
    _machinery(world)
    make_releases(world)
    make_filing(world)
    make_translation(world)
    make_document(world)
    make_entries(world)
    return world


def _draft(world: World) -> None:
    """A question, results, content that was shared, and approvals that were asked for."""
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_in(unit)
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
        _shown(unit, world, engagement)
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


def _shown(unit: Unit, world: World, engagement: Engagement) -> None:
    """A picture that the draft of an update shows, and its approval that was asked for."""
    kept = store_picture(
        unit,
        picture(),
        alt="A bus at night.",
        owner="Province",
        licence="staff",
        engagement_id=engagement.id,
    )
    shown = markdown_of(kept.name, kept.media_type, kept.alt)
    words = UpdateContent("The first night bus", "It runs.", f"It runs from May on.\n\n{shown}")
    update = shown_update(unit, engagement, words, slug="first-bus")
    changed = UpdateContent(words.title, "It runs at last.", words.body)
    save_update(unit, engagement, update, changed, seen_revision_id=update.draft_revision_id)
    ask(unit, update_subject(unit, engagement, update))
    world.ids |= {"update_slug": "first-bus", "ending": "png", "page": f"engagements/{SLUG}"}
    base = "/staff/engagements/<slug>/pictures/<name>"
    for rule in (base, f"{base}/remove", f"{base}/file", "/media/<name>.<ending>"):
        world.ids[f"{rule} name"] = kept.name


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
    world.ids |= {"person_id": other.person_id, "ministry_id": world.ministry_id}
    with world.units.writing(SYSTEM) as unit:
        person = person_of(unit, other.person_id or 0)
        link = invitation_link(unit, invite(unit, person), person)
        begin_review(unit)
        calendar = make_calendar_link(unit, person.id)
    world.ids["token"] = link.rpartition("/")[2]
    feed = calendar.rpartition("/")[2].removesuffix(".ics")
    world.ids["/staff/calendar/feed/<token>.ics token"] = feed
    world.add(SignInAlarm(raised_at=now, failures=100), "alarm_id")


def _followers(world: World) -> None:
    """Somebody who follows: the links open for who holds them."""
    now = world.units.clock.now()
    row = Subscription(
        public_id="abcdefghijklmnop",
        engagement_id=world.ids["engagement_id"],
        state=State.ACTIVE,
        pace=Pace.DAILY,
        language="en",
        notice_hash="e" * 64,
        asked_at=now,
        confirmation_at=now,
        confirmed_at=now,
    )
    world.add(row)
    with world.units.reading(SYSTEM) as unit:
        for link in Link:
            path = link_of(unit, row, link)
            world.ids[f"/follow/{link}/<token> token"] = path.rpartition("/")[2]


def _machinery(world: World) -> None:
    ids, now = world.ids, world.units.clock.now()
    mail = OutgoingMail(
        kind=MailKind.INVITATION,
        recipient_kind=RecipientKind.PERSON,
        recipient_id=ids["person_id"],
        subject_kind="invitation",
        subject_id=1,
        key="refused",
        state=MailState.REFUSED,
        created_at=now,
        next_at=now,
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
    link = WordPressLink(thing="engagement", local_id=ids["engagement_id"], key="engage-here")
    difference = WordPressDifference(
        thing="engagement",
        local_id=ids["engagement_id"],
        engagement_id=ids["engagement_id"],
        link_id=world.add(link),
        trouble="changed_there",
        found_at=now,
    )
    world.add(difference, "difference_id")
    source = WordPressSource(
        engagement_id=ids["engagement_id"],
        category_id=7,
        category_name="News",
        becomes="update",
        created_at=now,
    )
    world.add(source, "source_id")
    left_out = WordPressLeftOut(
        identity="somebody",
        remote_id=5,
        post_id=7,
        engagement_id=ids["engagement_id"],
        reason="after_closing",
        left_at=now,
        seen_at=now,
    )
    world.add(left_out, "left_out_id")
    run = WordPressRun(kind="compare", started_at=now, finished_at=now, trouble="mass_change")
    world.add(run, "run_id")
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
            )
        )
        unit.session.add(
            ReportFilePart(report_id=number, name="report.csv", number=0, content=b"x")
        )
    ids["/staff/reports/<report_id>/<name> name"] = "report.csv"
    hit = NameHit(report_id=number, name_index="e" * 64, held_at="person:1", places=1)
    world.add(hit, "hit_id")
    asked = NamePass(
        engagement_id=ids["engagement_id"],
        name_index="f" * 64,
        held_at="person:1",
        ground="word",
        reason="It is an ordinary word.",
        asked_at=now,
        asked_by=world.colleague.person_id,
    )
    world.add(asked, "pass_id")
