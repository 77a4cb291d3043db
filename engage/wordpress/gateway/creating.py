"""Creating comments through our plugin: many in one call, by either interface.

The plugin makes each at most once for its alias, on a closed post too, and under the right name
from the first moment on; one that is there already is answered with its number. So a call whose
answer was lost is simply made again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Final

from engage.wordpress.errors import AuthFailed, BadData, Gone, Transient, WordPressError
from engage.wordpress.gateway.rest.calls import NOT_STORED, Exists, refusal
from engage.wordpress.gateway.rest.values import comment_of
from engage.wordpress.gateway.transport import Answered
from engage.wordpress.markup import clean
from engage.wordpress.rules import CommentFields, CommentStatus, RemoteComment

AT_ONCE: Final = 50

Bodies = list[dict[str, object]]


def create_all(
    comments: Sequence[CommentFields],
    create: Callable[[Bodies], object],
    read: Callable[[Sequence[int]], Mapping[int, RemoteComment]],
) -> list[Answered]:
    """`create` hands bodies to the plugin, `read` gives comments by their numbers."""
    answers: list[Answered] = []
    for start in range(0, len(comments), AT_ONCE):
        bodies = [_body(fields) for fields in comments[start : start + AT_ONCE]]
        value = create(bodies)
        if not isinstance(value, list) or len(value) != len(bodies):
            raise BadData("the plugin answers something else than asked for")
        answers += _found([_answer(each) for each in value], read)
    return answers


def _found(
    answers: list[Answered], read: Callable[[Sequence[int]], Mapping[int, RemoteComment]]
) -> list[Answered]:
    """With the comments that were there already in their places."""
    numbers = [answer.id for answer in answers if isinstance(answer, Exists)]
    there = read(numbers) if numbers else {}
    return [
        there.get(answer.id, Gone("deleted meanwhile")) if isinstance(answer, Exists) else answer
        for answer in answers
    ]


def _answer(value: object) -> Answered:
    """Raises what concerns the site as a whole, or the account."""
    row = value if isinstance(value, dict) else {}
    if "comment" in row:
        return comment_of(row["comment"])
    status = row.get("status")
    error = _refusal(status if isinstance(status, int) else 0, row)
    if isinstance(error, Transient | AuthFailed):
        raise error
    return error


def _refusal(status: int, row: Mapping[str, object]) -> WordPressError:
    code = str(row.get("code", ""))
    if status >= 500 and code not in NOT_STORED:
        return Transient(f"the plugin answers {status}")
    return refusal(status, code, row.get("data"))


def _body(fields: CommentFields) -> dict[str, object]:
    return {
        "author_name": clean(fields.author_name),
        "author_email": fields.alias,
        "content": clean(fields.content),
        "date_gmt": fields.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "status": CommentStatus.APPROVED.value,
        "parent": fields.parent_id,
    }
