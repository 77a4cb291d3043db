"""What two sides that drifted apart look like, and what a repair would do about it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.wordpress.drift import (
    Drift,
    EngagementDrift,
    Finding,
    Found,
    PostTwin,
    Should,
    Twin,
    compare_comments,
    compare_post,
    there,
)
from engage.wordpress.drift_report import beginning, whole
from engage.wordpress.incoming import identity_of, source_key
from engage.wordpress.plans import LinkState, Origin, Thing
from engage.wordpress.repair import Action, plan_repair
from engage.wordpress.rules import (
    CommentFields,
    CommentStatus,
    PostFields,
    PostStatus,
    RemoteComment,
    RemotePost,
)
from engage.wordpress.service.runs import LONGEST

SECRET = b"s" * 32
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ALIAS, OTHER_ALIAS = (f"c-{digit * 32}@sync.invalid" for digit in "ab")
FIELDS = CommentFields(ALIAS, "Robin", "More trees", AT)
TWIN = Twin(
    Thing.COMMENT,
    1,
    Should.BE_SHOWN,
    frozenset({ALIAS}),
    link_id=11,
    remote_id=101,
    state=LinkState.SHOWN,
    fields=FIELDS,
    is_perhaps_there=True,
)
REMOTE = RemoteComment(101, 7, 0, ALIAS, "Robin", "More trees", AT, CommentStatus.APPROVED)
VISITOR = replace(REMOTE, id=300, author_email="kim@example.ca", author_name="Kim")
POST = RemotePost(
    7, "engage-x", "engage-x", "", PostStatus.PUBLISH, "T", "C", "E", False, AT
)  # fmt: skip
POST_TWIN = PostTwin(
    5, "engage-x", PostFields("T", "C", "E"), 12, 7, LinkState.SHOWN
)  # fmt: skip


def findings(
    twins: list[Twin], comments: list[RemoteComment], left_out: frozenset[str] = frozenset()
) -> list[Finding]:
    found = compare_comments(twins, there(comments), SECRET, left_out)
    return [one.finding for one in found]


def test_two_sides_that_say_the_same_have_not_drifted() -> None:
    assert findings([TWIN], [REMOTE, REMOTE]) == []
    assert compare_post(POST_TWIN, POST) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"content": "Fewer trees"}, Finding.OTHER_TEXT),
        ({"author_name": "Kim"}, Finding.OTHER_NAME),
        ({"parent_id": 9}, Finding.OTHER_PARENT),
        ({"status": CommentStatus.SPAM}, Finding.OTHER_STATUS),
        ({"status": CommentStatus.OTHER}, Finding.HIDDEN_WITH_POST),
    ],
)
def test_each_thing_that_differs_is_named(change: dict[str, object], finding: Finding) -> None:
    remote = replace(REMOTE, **change)  # type: ignore[arg-type]
    assert findings([TWIN], [remote]) == [finding]


def test_what_was_there_and_is_not_is_missing() -> None:
    assert findings([TWIN], []) == [Finding.MISSING_THERE]


def test_what_was_never_sent_is_on_its_way() -> None:
    fresh = replace(TWIN, link_id=0, remote_id=None, state=LinkState.NEW, is_sent=False)
    assert findings([fresh], []) == [Finding.ON_ITS_WAY]


def test_a_change_that_was_not_sent_yet_is_on_its_way() -> None:
    newer = replace(TWIN, is_sent=False)
    assert findings([newer], [replace(REMOTE, content="Older")]) == [Finding.ON_ITS_WAY]


def test_what_a_job_has_in_hand_is_on_its_way() -> None:
    assert findings([replace(TWIN, in_charge=True)], []) == [Finding.ON_ITS_WAY]


def test_what_staff_were_told_of_waits_for_them() -> None:
    in_conflict = replace(TWIN, state=LinkState.CONFLICT)
    assert findings([in_conflict], [replace(REMOTE, content="x")]) == [Finding.WAITS]
    assert findings([replace(in_conflict, remote_id=None)], []) == [Finding.WAITS]


def test_ours_under_another_number_is_found_by_its_alias() -> None:
    """As after a restore: the number that we know is another's."""
    stranger = replace(VISITOR, id=101)
    moved = replace(REMOTE, id=205)
    found = compare_comments([TWIN], there([stranger, moved]), SECRET)
    assert [(one.finding, one.remote_id) for one in found] == [
        (Finding.OTHER_NUMBER, 205),
        (Finding.MISSING_HERE, 101),
    ]


def test_a_second_copy_is_found() -> None:
    assert findings([TWIN], [REMOTE, replace(REMOTE, id=205)]) == [Finding.TWICE_THERE]


def test_an_alias_that_nobody_knows_is_named_and_never_repaired() -> None:
    stranger = replace(REMOTE, id=5, author_email=OTHER_ALIAS)
    found = compare_comments([TWIN], there([REMOTE, stranger]), SECRET)
    assert [one.finding for one in found] == [Finding.UNKNOWN_ALIAS]
    assert plan_repair({5: found}).steps == ()


def test_what_we_took_down_and_a_restore_brought_back_is_extra() -> None:
    gone = replace(
        TWIN,
        should=Should.NOT_BE,
        fields=None,
        remote_id=None,
        state=LinkState.HIDDEN,
        is_perhaps_there=False,
    )
    assert findings([gone], [REMOTE]) == [Finding.EXTRA_THERE]
    assert findings([gone], []) == []
    ordinary = replace(gone, remote_id=101, state=LinkState.SHOWN, is_perhaps_there=True)
    assert findings([ordinary], [REMOTE]) == [Finding.ON_ITS_WAY]


def test_a_comment_made_there_is_known_by_what_never_changes() -> None:
    made_there = replace(
        TWIN,
        keys=frozenset({"wp-300-abc"}),
        remote_id=300,
        origin=Origin.WORDPRESS,
        identity=identity_of(VISITOR, SECRET),
        should=Should.BE_HELD,
        state=LinkState.HELD,
        fields=None,
    )
    assert findings([made_there], [replace(VISITOR, status=CommentStatus.HOLD)]) == []
    assert findings([made_there], [VISITOR]) == [Finding.OTHER_STATUS]
    assert findings([made_there], [replace(VISITOR, id=999)]) == [Finding.OTHER_NUMBER]
    other = replace(VISITOR, date=AT.replace(second=8), author_name="Lee")
    assert findings([made_there], [other]) == [Finding.MISSING_THERE, Finding.MISSING_HERE]


def test_what_was_left_out_is_no_drift() -> None:
    listed = frozenset({source_key(VISITOR, identity_of(VISITOR, SECRET))})
    assert findings([], [VISITOR]) == [Finding.MISSING_HERE]
    assert findings([], [VISITOR], listed) == []


def test_a_comment_whose_topic_was_taken_from_view_is_left_alone() -> None:
    left = replace(TWIN, should=Should.BE_LEFT, fields=None)
    assert findings([left], [REMOTE]) == findings([left], []) == []


@pytest.mark.parametrize(
    ("twin", "post", "finding"),
    [
        (POST_TWIN, None, Finding.MISSING_THERE),
        (POST_TWIN, replace(POST, id=8), Finding.OTHER_NUMBER),
        (POST_TWIN, replace(POST, status=PostStatus.TRASH), Finding.OTHER_STATUS),
        (POST_TWIN, replace(POST, title="Theirs"), Finding.OTHER_TEXT),
        (replace(POST_TWIN, fields=None), POST, Finding.EXTRA_THERE),
        (replace(POST_TWIN, is_sent=False), POST, Finding.ON_ITS_WAY),
        (replace(POST_TWIN, state=LinkState.CONFLICT), POST, Finding.WAITS),
        (
            replace(POST_TWIN, remote_id=None, state=LinkState.NEW),
            POST,
            Finding.ON_ITS_WAY,
        ),
    ],
)
def test_a_post_that_drifted_is_named(
    twin: PostTwin, post: RemotePost | None, finding: Finding
) -> None:
    assert [one.finding for one in compare_post(twin, post)] == [finding]


def found(finding: Finding, thing: Thing = Thing.COMMENT, local_id: int = 1) -> Found:
    return Found(finding, thing, local_id, 11, 101)


@pytest.mark.parametrize(
    ("finding", "action"),
    [
        (Finding.MISSING_THERE, Action.SEND_AGAIN),
        (Finding.OTHER_NUMBER, Action.ADOPT),
        (Finding.EXTRA_THERE, Action.REMOVE),
        (Finding.TWICE_THERE, Action.REMOVE_DOUBLE),
        (Finding.MISSING_HERE, Action.TAKE_IN),
        (Finding.OTHER_TEXT, Action.SEND_OVER),
        (Finding.OTHER_STATUS, Action.SEND_OVER),
    ],
)
def test_each_drift_has_its_repair(finding: Finding, action: Action) -> None:
    assert [step.action for step in plan_repair({5: [found(finding)]}).steps] == [action]


def test_a_post_with_another_text_is_settled_by_a_person_and_not_repaired() -> None:
    plan = plan_repair({5: [found(Finding.OTHER_TEXT, Thing.ENGAGEMENT)]})
    assert plan.steps == ()


def test_a_comment_that_waits_here_and_is_gone_there_is_let_go() -> None:
    plan = plan_repair({5: [found(Finding.MISSING_THERE)]}, frozenset({1}))
    assert [step.action for step in plan.steps] == [Action.LET_GO]


def test_two_things_that_differ_of_one_comment_are_one_step() -> None:
    both = [found(Finding.OTHER_TEXT), found(Finding.OTHER_NAME)]
    assert len(plan_repair({5: both}).steps) == 1


FOUND = st.builds(
    Found,
    st.sampled_from(Finding),
    st.sampled_from([Thing.COMMENT, Thing.REPLY, Thing.ENGAGEMENT]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
)


@given(st.lists(FOUND), st.randoms(use_true_random=False))
def test_a_plan_does_not_depend_on_the_order_of_finding(things: list[Found], random) -> None:  # type: ignore[no-untyped-def]
    one = plan_repair({5: things})
    random.shuffle(things)
    other = plan_repair({5: things})
    assert one == other
    assert one.digest == other.digest
    order = list(Action)
    places = [order.index(step.action) for step in one.steps]
    assert places == sorted(places)


@given(st.lists(FOUND, unique=True, min_size=2, max_size=2))
def test_plans_that_do_other_things_have_other_digests(things: list[Found]) -> None:
    one, other = (plan_repair({5: [each]}) for each in things)
    assert (one.steps == other.steps) == (one.digest == other.digest)


def test_a_report_in_a_row_is_bounded_and_the_whole_is_whole() -> None:
    number = 2_000_000_000
    many = tuple(
        Found(finding, Thing.ENGAGEMENT, number + each, number, number)
        for finding in Finding
        for each in range(10)
    )
    drift = Drift(
        tuple(EngagementDrift(number + each, "s" * 100, 9, 0, many) for each in range(40))
    )
    plan = plan_repair(drift.by_engagement)
    row, report = beginning(drift, plan), whole(drift, plan)
    assert len(json.dumps(row)) < LONGEST
    assert row["counts"] == report["counts"]
    assert row["counts"]["missing_there"] == 400
    assert row["plan"]["digest"] == report["plan"]["digest"] == plan.digest
    assert row["plan"]["steps_in_all"] == len(report["plan"]["steps"]) == len(plan.steps)
    assert row["engagements_in_all"] == len(report["engagements"]) == 40
