"""How staff read a collection notice with its wordings: by language, and what changed. Pure.

A snapshot of an approval names each by its hash: 'notice' is the English one, 'notice:fr' another.
"""

from collections.abc import Mapping
from typing import Final

from engage.engagements.words import NOTICE_LABELS, ShownChange, marked
from engage.notices.rules import ORIGINAL, NoticeTemplate, whole_hash
from engage.notices.wordings import language_name

NOTICE: Final = "notice"
_WORDED: Final = f"{NOTICE}:"


def notice_key(tag: str) -> str:
    return NOTICE if tag == ORIGINAL else f"{_WORDED}{tag}"


def notice_snapshot(notice: NoticeTemplate | None) -> dict[str, int | str]:
    """The hashes of a notice and its wordings, by their keys; '' while none is chosen."""
    if notice is None:
        return {NOTICE: ""}
    worded = {notice_key(tag): one for tag, one in notice.wording_hashes.items()}
    return {NOTICE: notice.content_hash, **worded}


def notice_tags(*snapshots: Mapping[str, object]) -> list[str]:
    """The languages of the notice in any of these, English first."""
    named = {key for one in snapshots for key in one if key.startswith(_WORDED)}
    return [ORIGINAL, *sorted(key.removeprefix(_WORDED) for key in named)]


def approved_hash(snapshot: Mapping[str, int | str]) -> str:
    """Of the notice with its wordings, as `NoticeTemplate.whole_hash` has it."""
    worded = {tag: str(snapshot[notice_key(tag)]) for tag in notice_tags(snapshot)[1:]}
    return whole_hash(str(snapshot[NOTICE]), worded)


def notice_heading(tag: str) -> str:
    words = "The collection notice"
    return words if tag == ORIGINAL else f"{words} in {language_name(tag)}"


def notice_changes(before: object, after: object) -> tuple[ShownChange, ...]:
    """What changed in one language, part by part; either may be None where it was not there."""
    pairs = (
        (label, str(getattr(before, name, "")), str(getattr(after, name, "")))
        for name, label in NOTICE_LABELS
    )
    return tuple(ShownChange(label, marked(old, new)) for label, old, new in pairs if old != new)
