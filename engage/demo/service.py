"""Fills an empty development database from `sample.toml`, through the same use cases as people.

Nothing is written around the domain: the sample's comments are received, moderated and audited
like any other, only at earlier instants. Loading twice changes nothing.
"""

import json
import secrets
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from engage.accounts.service.ministries import name_in_french
from engage.accounts.service.people import ensure_ministry
from engage.accounts.service.seed import ensure_person
from engage.core.dates import from_local, zone
from engage.core.mailbox import MailboxSettings
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.demo.approving import approve
from engage.demo.asking import fields_of, questions_of
from engage.demo.commenting import load_comments
from engage.demo.connecting import list_accounts
from engage.demo.planning import answer, put, write_plan
from engage.demo.reporting import release_report
from engage.demo.showing import draw, filled, put_up
from engage.demo.standing import approve_replies
from engage.demo.telling import tell
from engage.demo.translating import translate
from engage.engagements.models import Engagement
from engage.engagements.queries import (
    engagement_by_slug,
    engagement_to_change,
    topics_of,
)
from engage.engagements.rules import (
    Avenue,
    AvenueKind,
    EngagementContent,
    Kind,
    ResultsContent,
    TopicContent,
)
from engage.engagements.service import (
    add_topic,
    create_engagement,
    newest_draft,
    publish,
    publish_results,
    save_results,
)
from engage.governance.approvals.rules import SubjectKind
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge, has_acknowledged
from engage.replies.service import assign_speakers, name_team

SAMPLE: Final = Path(__file__).with_name("sample.toml")
PEOPLE: Final = (
    ("administrator", "alex.admin@gov.bc.ca", "Alex (administrator)", (Role.ADMINISTRATOR,)),
    ("engagement_lead", "lee.lead@gov.bc.ca", "Lee (engagement lead)", (Role.ENGAGEMENT_LEAD,)),
    ("moderator", "mo.moderator@gov.bc.ca", "Mo (moderator)", (Role.MODERATOR,)),
    ("moderator", "max.moderator@gov.bc.ca", "Max (moderator)", (Role.MODERATOR,)),
    ("privacy_officer", "pat.privacy@gov.bc.ca", "Pat (privacy officer)", (Role.PRIVACY_OFFICER,)),
    (
        "security_officer",
        "sasha.security@gov.bc.ca",
        "Sasha (information security officer)",
        (Role.SECURITY_OFFICER,),
    ),
    (
        "communications_director",
        "casey.communications@gov.bc.ca",
        "Casey (communications director)",
        (Role.COMMUNICATIONS_DIRECTOR,),
    ),
    (
        "executive_director_engagement",
        "eli.executive@gov.bc.ca",
        "Eli (Executive Director, Citizen Engagement)",
        (Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,),
    ),
)
BEFORE_THE_SAMPLE: Final = timedelta(days=100)
PLANNED_FOR: Final = timedelta(days=20)
WRITTEN_FOR: Final = timedelta(days=4)
"""Before results are published: their approvals take three days."""


@dataclass(frozen=True)
class Staff:
    """Who does what in the sample."""

    lead: Actor
    moderator: Actor
    officers: dict[Role, Actor]


@dataclass(frozen=True)
class Account:
    email: str
    password: str
    totp_secret: str
    role: str


def prepare_demo(units: Units) -> Iterator[str]:
    """Loads what is missing, writes `demo.json`, and yields the lines to print."""
    path = units.settings.var_dir / "demo.json"
    accounts, staff = _ensure_staff(units, path)
    said = tomllib.loads(SAMPLE.read_text("utf-8"))
    sample = said["engagement"]
    for entry in sample:
        if not _is_loaded(units, entry["slug"]):
            yield f"Loading the sample engagement {entry['slug']} ..."
            _load(units, staff, entry, said["field"])
    list_accounts(units, staff.officers[Role.EXECUTIVE_DIRECTOR_ENGAGEMENT], said["connect"])
    shown = sample[0]
    base_url = units.settings.base_url
    _write(path, base_url, shown["slug"], shown["topic"][0]["slug"], accounts)
    yield ""
    yield f"  Public site   {base_url}/"
    yield f"  A sample      {base_url}/engagements/{shown['slug']}"
    yield f"  Staff         {base_url}/staff/"
    yield ""
    yield f"  Sign-ins (with passwords and one-time-code secrets) are in {path}:"
    for account in accounts:
        yield f"    {account.role:<30} {account.email}"
    yield ""


def _ensure_staff(units: Units, path: Path) -> tuple[list[Account], Staff]:
    known = _known_passwords(path)
    accounts: list[Account] = []
    actors: dict[str, Actor] = {}
    moderators: list[Actor] = []
    with units.writing(SYSTEM) as unit:
        for role, email, name, roles in PEOPLE:
            grants = frozenset(Grant(each) for each in roles)
            password = known.get(email) or secrets.token_urlsafe(15)
            person, secret = ensure_person(unit, email, name, grants, password)
            accounts.append(Account(email, password, secret, role))
            actor = Actor(ActorKind.PERSON, person.id, grants)
            actors.setdefault(role, actor)
            if Role.MODERATOR in roles:
                moderators.append(actor)
    for moderator in moderators:
        _ensure_acknowledged(units, moderator)
    officers = {Role(role): actor for role, actor in actors.items()}
    return accounts, Staff(actors["engagement_lead"], actors["moderator"], officers)


def _ensure_acknowledged(units: Units, moderator: Actor) -> None:
    """Before the first comment of the sample, or now if that is a year ago meanwhile."""
    with units.reading(moderator) as unit:
        if has_acknowledged(unit):
            return
        is_new = unit.session.scalar(select(Engagement.id).limit(1)) is None
        now = unit.now - BEFORE_THE_SAMPLE if is_new else unit.now
    with units.writing(moderator, now=now) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS, has_no_conflict=True)


def _known_passwords(path: Path) -> dict[str, str]:
    """The passwords of an earlier run, so that sign-ins stay as they were printed."""
    try:
        said = json.loads(path.read_text("utf-8"))
        return {one["email"]: one["password"] for one in said["accounts"]}
    except (OSError, ValueError, KeyError, TypeError):
        # Not there, or changed by hand: it is written anew, with other passwords.
        return {}


def _is_loaded(units: Units, slug: str) -> bool:
    with units.reading(SYSTEM) as unit:
        question = select(Engagement.id).where(Engagement.slug == slug)
        return unit.session.scalar(question) is not None


def _load(units: Units, staff: Staff, entry: dict[str, Any], fields: list[dict[str, Any]]) -> None:
    now, tz = units.clock.now(), units.settings.time_zone
    content = _by_mail(_content(entry, now, tz), entry, units.settings.mailbox)
    # Published the day before it opened, or just now if that is still to come; planned before.
    published_at = min(now, (content.opens_at or now) - timedelta(days=1))
    begun_at, drawn = published_at - PLANNED_FOR, draw(entry)
    with units.writing(SYSTEM, now=begun_at) as unit:
        code = "".join(word[0] for word in entry["ministry"].split())
        ministry = ensure_ministry(unit, code, f"Ministry of {entry['ministry']}")
        ministry_id = ministry.id
        if ministry.name_fr is None:
            name_in_french(unit, ministry_id, entry.get("ministry_fr", ""), seen="")
    with units.writing(staff.lead, now=begun_at) as unit:
        engagement = create_engagement(
            unit, ministry_id=ministry_id, slug=entry["slug"], content=content
        )
        for topic in entry["topic"]:
            words = {key: topic[key].strip() for key in ("title", "body", "prompt", "necessity")}
            written = TopicContent(**words, questions=questions_of(topic))
            add_topic(unit, engagement, topic["slug"], written)
        put(unit, engagement, entry["plan"])
        lines = put_up(unit, engagement, drawn)
    director = staff.officers[Role.EXECUTIVE_DIRECTOR_ENGAGEMENT]
    with units.writing(director, now=begun_at + timedelta(days=1)) as unit:
        answer(unit, engagement_to_change(unit.session, entry["slug"]), entry["plan"])
    with units.writing(staff.lead, now=begun_at + timedelta(days=2)) as unit:
        planned = engagement_to_change(unit.session, entry["slug"])
        write_plan(unit, planned, entry["plan"], fields_of(entry, fields))
    approve(units, staff.officers, entry, SubjectKind.ENGAGEMENT, published_at)
    with units.writing(staff.lead, now=published_at) as unit:
        engagement = engagement_to_change(unit.session, entry["slug"])
        publish(unit, engagement, seen_revision_id=newest_draft(unit, engagement))
        name_team(unit, engagement, entry.get("team", ""))
        for spoken_on in topics_of(unit.session, engagement.id):
            assign_speakers(unit, engagement, spoken_on, [staff.moderator.person_id or 0])
    approve_replies(units, staff.officers, ministry_id, published_at)
    for translation in entry.get("translation", ()):
        own = translation["engagement"]
        words = translation | {"engagement": own | {"body": filled(own["body"], lines)}}
        translate(units, staff.officers, entry["slug"], words, published_at)
    for update in entry.get("update", ()):
        tell(units, staff.officers, entry, update | {"body": filled(update["body"], lines)}, now)
    comments = entry.get("comment", ())
    load_comments(units, staff.moderator, entry["slug"], comments, now)
    if "results" in entry:
        _load_results(units, staff, entry, now)
    if entry.get("has_report"):
        release_report(units, staff.officers, entry["slug"])


def _load_results(units: Units, staff: Staff, entry: dict[str, Any], now: datetime) -> None:
    written = entry["results"]
    content = ResultsContent(written["summary"].strip(), written["body"].strip())
    published_at = now + timedelta(days=entry["results_in_days"])
    with units.writing(staff.lead, now=published_at - WRITTEN_FOR) as unit:
        engagement = engagement_by_slug(unit.session, entry["slug"])
        save_results(unit, engagement, content, seen_revision_id=None)
    approve(units, staff.officers, entry, SubjectKind.RESULTS, published_at)
    with units.writing(staff.lead, now=published_at) as unit:
        engagement = engagement_by_slug(unit.session, entry["slug"])
        publish_results(unit, engagement, seen_revision_id=engagement.results_draft_revision_id)


def _content(entry: dict[str, Any], now: datetime, tz: str) -> EngagementContent:
    return EngagementContent(
        title=entry["title"],
        kind=Kind(entry["kind"]),
        topic_areas=tuple(entry["topic_areas"]),
        region=entry["region"],
        opens_at=_instant(entry, "opens", now, tz),
        closes_at=_instant(entry, "closes", now, tz),
        summary=entry["summary"].strip(),
        body=entry["body"].strip(),
        notice_template=entry["notice_template"],
        contact=entry["contact"],
        avenues=tuple(Avenue(AvenueKind(way["kind"]), way["value"]) for way in entry["avenue"]),
    )


def _by_mail(
    content: EngagementContent, entry: dict[str, Any], mailbox: MailboxSettings | None
) -> EngagementContent:
    """Where there is a mailbox, comments are mailed to it, and questions to the team as before."""
    team = content.avenue(AvenueKind.EMAIL)
    if mailbox is None or not team:
        return content
    ways = tuple(
        replace(way, value=mailbox.address.of(entry["slug"]))
        if way.kind is AvenueKind.EMAIL
        else way
        for way in content.avenues
    )
    return replace(content, avenues=ways, contact=f"{content.contact}, {team}")


def _instant(entry: dict[str, Any], name: str, now: datetime, tz: str) -> datetime | None:
    if f"{name}_in_days" not in entry:
        return None
    day = now.astimezone(zone(tz)).date() + timedelta(days=entry[f"{name}_in_days"])
    return from_local(day, time.fromisoformat(entry[f"{name}_at"]), tz)


def _write(path: Path, base_url: str, engagement: str, topic: str, accounts: list[Account]) -> None:
    """`demo.json`, readable by its owner only: it holds sign-ins, if only sample ones."""
    content = {
        "base_url": base_url,
        "engagement": engagement,
        "topic": topic,
        "accounts": [vars(account) for account in accounts],
    }
    # Made with mode 0600 by its maker.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    # In one step, so that nobody reads half of it, and private whatever it was before.
    Path(file.name).replace(path)
