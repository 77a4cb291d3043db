"""An engagement with one of everything that programs can ask for."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.comments.models import Comment, CommentRedaction, CommentText
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.reports.models import Report, ReportFile, ReportRelease
from tests.app_fixtures import build_engagement
from tests.replies.staff import published_comment, reply_to, speaker
from tests.updates.writing import shown_update

ONE = "/api/v1/engagements/night-buses"
COMMENTS = f"{ONE}/topics/routes/comments"
Json = dict[str, Any]


def full(units: Units) -> list[int]:
    """Ids of three published comments: with a reply of the team, with a mark, answering the first;
    beside them an update and a public release."""
    build_engagement(units)
    texts = ("When do they start?", "Ask [name] about it.", "I wonder too.")
    first, marked, answering = ids = [published_comment(units, text) for text in texts]
    reply_to(units, speaker(units), first)
    with units.writing(SYSTEM) as unit:
        for number, comment_id in enumerate(ids):
            unit.session.get_one(Comment, comment_id).received_at += timedelta(seconds=number)
        unit.session.get_one(Comment, answering).parent_id = first
        text = unit.session.scalars(select(CommentText).filter_by(comment_id=marked)).one()
        start = text.body.index("[name]")
        unit.session.add(
            CommentRedaction(
                comment_id=marked, version=text.version, start=start, end=start + 6, label="name"
            )
        )
        engagement = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, engagement)
        report = Report(
            engagement_id=engagement.id, number=1, state="ready", threshold=10,
            content_hash="c" * 64, figures="[]", is_final=False,
            requested_at=unit.now, finished_at=unit.now,
        )  # fmt: skip
        unit.session.add(report)
        unit.session.flush()
        unit.session.add(
            ReportFile(
                report_id=report.id,
                name="report.csv",
                media_type="text/csv",
                sha256="d" * 64,
                size=1_200,
            )
        )
        unit.session.add(
            ReportRelease(
                report_id=report.id, engagement_id=engagement.id, number=1, content_hash="c" * 64,
                released_at=unit.now, is_public=True, correction="", approvals="[]", files="[]",
            )
        )  # fmt: skip
        unit.touch(engagement.scope)
    return ids


def read(client: FlaskClient, path: str, **headers: str) -> Json:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()  # type: ignore[no-any-return]


def all_pages(client: FlaskClient, path: str) -> list[Json]:
    """Every item of a list, asked for page by page as its answers say."""
    items: list[Json] = []
    while path:
        answer = client.get(path)
        said = answer.get_json()
        items += said["items"]
        following = said["next"]
        assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        path = following.removeprefix("http://localhost") if following else ""
    return items


def is_problem(answer: TestResponse, status: int, parameter: str | None = None) -> bool:
    said = answer.get_json()
    return (
        (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        and said["status"] == status
        and said.get("parameter") == parameter
        and answer.headers["Access-Control-Allow-Origin"] == "*"
        and answer.headers["Cache-Control"] == "no-store"
    )
