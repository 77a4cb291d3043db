"""Files and cut parts on both databases: sealed, bounded, opened on record, erased for good."""

import pytest
from sqlalchemy import select, text

from engage.audit.models import AuditEntry
from engage.comments.attachments.queries import files_of
from engage.comments.attachments.rules import FILE_BYTES, FILES, HeldFile
from engage.comments.attachments.service import (
    cut_of,
    erase,
    hand_over,
    hold_files,
    keep_cut,
    open_file,
)
from engage.comments.models import Comment
from engage.comments.rules import Arrival, Channel, NoticeGiven, checked_letter
from engage.comments.service import receive, withdraw
from engage.comments.tasks import erase_attachments
from engage.core.errors import NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import topic_by_slug
from engage.governance.conduct.service import InConflict
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.keeping_off import keep_off

LETTER = HeldFile("Letter of Jane Roe.pdf", "application/pdf", 9, b"%PDF-1.7\n")


@pytest.fixture
def units(both_units: Units) -> Units:
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def comment_id(units: Units, engagement: Engagement) -> int:
    with units.writing(SYSTEM) as unit:
        return receive(
            unit,
            engagement,
            topic_by_slug(unit.session, engagement.id, "routes"),
            checked_letter("Please let the buses run."),
            Arrival(Channel.PAPER, NoticeGiven.READ_OUT, receipt_seed="keyed:one"),
        ).id


def held(units: Units, *files: HeldFile, kind: str = "comment", of: int) -> list[int]:
    with units.writing(SYSTEM) as unit:
        hold_files(unit, kind, of, files, "mail")
    with units.reading(SYSTEM) as unit:
        return [one.id for one in files_of(unit.session, unit.keyring, kind, of)]


def opened(units: Units, actor: Actor, attachment_id: int) -> bytes:
    with units.writing(actor) as unit:
        return open_file(unit, attachment_id).content


def test_a_file_comes_back_as_it_was_and_lies_in_no_plain_word(
    units: Units, comment_id: int
) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    assert opened(units, moderator, number) == LETTER.content
    with units.reading(SYSTEM) as unit:
        (shown,) = files_of(unit.session, unit.keyring, "comment", comment_id)
        stored = unit.session.execute(text("SELECT name_cipher, cipher FROM attachment")).one()
        audited = unit.session.scalars(select(AuditEntry)).all()
    assert (shown.name, shown.size) == (LETTER.name, 9)
    assert b"PDF" not in bytes(stored.cipher)
    assert "Roe" not in stored.name_cipher
    assert "attachment.opened" in [one.action for one in audited]
    assert not any("Roe" in one.detail for one in audited)


@pytest.mark.parametrize(
    ("role", "ministry", "may"),
    [
        (Role.MODERATOR, "TRAN", True),
        (Role.ENGAGEMENT_LEAD, "TRAN", True),
        (Role.ADMINISTRATOR, None, True),
        (Role.MODERATOR, "HLTH", False),
        (Role.PRIVACY_OFFICER, "TRAN", False),
        (Role.APPROVER, "TRAN", False),
    ],
)
def test_who_reads_the_comments_of_a_ministry_opens_their_files(
    units: Units, comment_id: int, role: Role, ministry: str | None, may: bool
) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    actor = make_person(units, role, ministry=ministry)
    if may:
        assert opened(units, actor, number) == LETTER.content
    else:
        with pytest.raises(NotFound):
            opened(units, actor, number)


def test_a_mail_led_nowhere_is_read_by_roles_that_reach_every_ministry(
    units: Units, engagement: Engagement
) -> None:
    (number,) = held(units, LETTER, kind="incoming_mail", of=7)
    of_one = make_person(units, Role.MODERATOR, ministry="TRAN")
    of_all = make_person(units, Role.MODERATOR, email="all@gov.bc.ca")
    assert opened(units, of_all, number) == LETTER.content
    with pytest.raises(NotFound):
        opened(units, of_one, number)
    with units.writing(of_one) as unit:
        assert open_file(unit, number, lambda _mail: engagement.id).content == LETTER.content


def test_files_follow_a_mail_that_becomes_a_comment(units: Units, comment_id: int) -> None:
    (number,) = held(units, LETTER, kind="incoming_mail", of=7)
    with units.writing(SYSTEM) as unit:
        hand_over(unit, "incoming_mail", 7, "comment", comment_id)
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    assert opened(units, moderator, number) == LETTER.content
    with units.reading(SYSTEM) as unit:
        assert files_of(unit.session, unit.keyring, "incoming_mail", 7) == ()


def test_what_is_beyond_the_limits_is_listed_without_content(units: Units, comment_id: int) -> None:
    large = HeldFile("large.pdf", "application/pdf", FILE_BYTES + 1, bytes(FILE_BYTES + 1))
    small = [HeldFile(f"{n}.txt", "text/plain", 1, b"a") for n in range(FILES + 1)]
    held(units, large, *small, of=comment_id)
    with units.reading(SYSTEM) as unit:
        found = files_of(unit.session, unit.keyring, "comment", comment_id)
    assert [one.why_empty for one in found] == ["too_large", *[""] * FILES, "too_many"]
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    with pytest.raises(Refused):
        opened(units, moderator, found[0].id)


def test_a_second_lot_counts_with_the_first(units: Units, comment_id: int) -> None:
    one = HeldFile("a.txt", "text/plain", 1, b"a")
    held(units, *[one] * FILES, of=comment_id)
    held(units, one, of=comment_id)
    with units.reading(SYSTEM) as unit:
        found = files_of(unit.session, unit.keyring, "comment", comment_id)
    assert [listed.why_empty for listed in found[-2:]] == ["", "too_many"]


def test_files_of_a_withdrawn_comment_are_opened_by_a_privacy_officer_alone(
    units: Units, engagement: Engagement, comment_id: int
) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    officer = make_person(units, Role.PRIVACY_OFFICER, ministry="TRAN")
    with units.writing(SYSTEM) as unit:
        withdraw(unit, engagement, unit.session.get_one(Comment, comment_id))
    with pytest.raises(NotFound):
        opened(units, moderator, number)
    assert opened(units, officer, number) == LETTER.content


def test_a_purge_leaves_nothing_but_that_there_was_something(units: Units, comment_id: int) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    with units.writing(SYSTEM) as unit:
        keep_cut(unit, comment_id, "On Monday Jane Roe wrote:")
        assert cut_of(unit, comment_id) == "On Monday Jane Roe wrote:"
    for _again in range(2):
        with units.writing(SYSTEM) as unit:
            erase_attachments(unit, {"comment_id": comment_id})
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    with pytest.raises(Refused):
        opened(units, moderator, number)
    with units.reading(SYSTEM) as unit:
        assert cut_of(unit, comment_id) == ""
        (shown,) = files_of(unit.session, unit.keyring, "comment", comment_id)
        row = unit.session.execute(text("SELECT cipher, name_cipher, sha256 FROM attachment")).one()
    assert (shown.name, shown.why_empty) == ("", "erased")
    assert tuple(row) == (None, "", "")


def test_bytes_moved_to_another_row_do_not_open(units: Units, comment_id: int) -> None:
    first, second = held(units, LETTER, HeldFile("b", "b/b", 3, b"two"), of=comment_id)
    with units.writing(SYSTEM) as unit:
        unit.session.execute(
            text(
                "UPDATE attachment SET cipher ="
                " (SELECT other.cipher FROM attachment AS other WHERE other.id = :second)"
                " WHERE id = :first"
            ),
            {"first": first, "second": second},
        )
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    with pytest.raises(Refused):
        opened(units, moderator, first)


def test_erasing_a_mail_leaves_the_files_of_a_comment_of_the_same_number(
    units: Units, comment_id: int
) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    with units.writing(SYSTEM) as unit:
        keep_cut(unit, comment_id, "quoted")
        erase(unit, "incoming_mail", comment_id)
        assert cut_of(unit, comment_id) == "quoted"
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    assert opened(units, moderator, number) == LETTER.content


def test_a_conflict_of_interest_keeps_off_the_files_too(
    units: Units, engagement: Engagement, comment_id: int
) -> None:
    (number,) = held(units, LETTER, of=comment_id)
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    keep_off(units, moderator, engagement)
    with pytest.raises(InConflict):
        opened(units, moderator, number)


def test_a_conflict_of_interest_keeps_off_the_files_of_mail_to_the_engagement(
    units: Units, engagement: Engagement
) -> None:
    (number,) = held(units, LETTER, kind="incoming_mail", of=7)
    moderator = make_person(units, Role.MODERATOR)
    keep_off(units, moderator, engagement)
    with units.writing(moderator) as unit, pytest.raises(InConflict):
        open_file(unit, number, lambda _mail: engagement.id)
    assert opened(units, moderator, number) == LETTER.content
