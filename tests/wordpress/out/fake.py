"""A WordPress in memory that keeps the promise of `Transport` about comments, for rules that many
runs have to hold: what the real one does with the same is seen by the tests beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from engage.wordpress.errors import Closed, Gone, NotPossible, Transient
from engage.wordpress.gateway.transport import Answered
from engage.wordpress.rules import (
    CommentChange,
    CommentFields,
    CommentStatus,
    RemoteComment,
    TransportName,
)


@dataclass
class FakeWordPress:
    """`comments` is what lies there by number. `silent_after`: so many more writes are carried out
    and the answer of the last is lost; `closed`: posts that take nothing."""

    comments: dict[int, RemoteComment] = field(default_factory=dict)
    silent_after: int | None = None
    cannot_create: bool = False
    closed: set[int] = field(default_factory=set)
    refused: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    name: TransportName = TransportName.REST
    batch: int = 50
    numbers: int = 100

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return

    def close(self) -> None:
        return

    def create_comments(
        self, post_id: int, comments: Sequence[CommentFields], tried: frozenset[str] = frozenset()
    ) -> list[Answered]:
        self.calls.append("create")
        if self.cannot_create:
            raise NotPossible("no plugin")
        answers: list[Any] = []
        for fields in comments:
            found = self.find_comment(fields.alias) if fields.alias in tried else None
            if fields.alias in self.refused:
                answers.append(self.refused[fields.alias])
                continue
            if found is None and post_id in self.closed:
                answers.append(Closed("closed"))
                continue
            answers.append(found or self._made(post_id, fields))
        return answers

    def _made(self, post_id: int, fields: CommentFields) -> RemoteComment:
        self.numbers += 1
        made = RemoteComment(
            self.numbers,
            post_id,
            fields.parent_id,
            fields.alias,
            fields.author_name,
            fields.content,
            fields.date,
            CommentStatus.APPROVED,
        )
        self.comments[made.id] = made
        self._written()
        return made

    def _written(self) -> None:
        if self.silent_after is not None:
            self.silent_after -= 1
            if self.silent_after <= 0:
                raise Transient("WordPress did not answer in time")

    def find_comment(self, alias: str) -> RemoteComment | None:
        self.calls.append("find")
        return next((one for one in self.comments.values() if one.author_email == alias), None)

    def get_comments(self, ids: Sequence[int]) -> Mapping[int, RemoteComment]:
        self.calls.append("get")
        return {number: self.comments[number] for number in ids if number in self.comments}

    def update_comments(self, changes: Sequence[CommentChange]) -> list[Answered]:
        self.calls.append("update")
        answers: list[Answered] = []
        for change in changes:
            if change.remote_id not in self.comments:
                answers.append(Gone("not there"))
                continue
            given = {
                "author_name": change.author_name,
                "content": change.content,
                "parent_id": change.parent_id,
                "status": change.status,
                "author_email": change.alias,
            }
            new = {name: value for name, value in given.items() if value is not None}
            self.comments[change.remote_id] = replace(self.comments[change.remote_id], **new)
            self._written()
            answers.append(self.comments[change.remote_id])
        return answers

    def remove_comment(self, remote_id: int) -> None:
        self.calls.append("remove")
        self.comments.pop(remote_id, None)
        for number, one in self.comments.items():
            if one.parent_id == remote_id:
                self.comments[number] = replace(one, parent_id=0)
        self._written()

    def shown(self) -> list[RemoteComment]:
        """What its readers see, oldest first."""
        return [
            one
            for _number, one in sorted(self.comments.items())
            if one.status is CommentStatus.APPROVED
        ]
