"""Whoever finished grade 9 can read what we say to citizens; most of it is far below."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from engage.governance.policies import FOLDER
from tests.language.catalogue import ROOT, said
from tests.language.reading import grade, sentences_of, syllables, words_in

GRADE = 9
FEWEST_WORDS = 30
"""Fewer say nothing about how hard a page is: what is said in few words is judged together."""
OFFICIAL = "The B.C. Public Service acknowledges the territories"
"""How what begins so has to be said is settled elsewhere."""
MAILS = ROOT / "engage" / "mail" / "templates"
TO_CITIZENS = (
    "acknowledgement", "confirm_following", "decision", "news", "news_digest", "not_taken",
    "results", "withdrawn",
)  # fmt: skip
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def forms(message_id: str | tuple[str, ...]) -> tuple[str, ...]:
    return message_id if isinstance(message_id, tuple) else (message_id,)


def by_page() -> dict[str, list[str]]:
    """The English messages of each template and each part of the code, the short ones together."""
    found: dict[str, list[str]] = defaultdict(list)
    for message in said():
        for name, _line in message.locations if message.id else ():
            found[name].extend(forms(message.id))
    pages: dict[str, list[str]] = defaultdict(list)
    for name, texts in found.items():
        pages[name if words_in(texts) >= FEWEST_WORDS else "what says little"].extend(texts)
    return pages


@pytest.mark.parametrize("name", sorted(by_page()))
def test_what_pages_say_needs_grade_nine_at_most(name: str) -> None:
    assert grade(by_page()[name]) <= GRADE


def test_no_single_message_of_some_length_needs_more() -> None:
    hard = {
        text: round(grade([text]), 1)
        for message in said()
        for text in (forms(message.id) if message.id else ())
        if words_in([text]) >= FEWEST_WORDS
        and grade([text]) > GRADE
        and not text.startswith(OFFICIAL)
    }
    assert hard == {}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_the_policies_need_grade_nine_at_most(path: Path) -> None:
    _before, _head, body = path.read_text("utf-8").split("---\n", 2)
    assert grade([body]) <= GRADE


@pytest.mark.parametrize("name", TO_CITIZENS)
def test_mail_to_citizens_needs_grade_nine_at_most(name: str) -> None:
    text = CODE.sub(" ", (MAILS / name / "en" / "text.txt").read_text("utf-8"))
    assert words_in([text]) >= 10
    assert grade([text]) <= GRADE


def test_the_measure_tells_plain_words_from_others() -> None:
    plain = "We read every comment. Then we tell you what we did with it."
    heavy = (
        "Notwithstanding the aforementioned considerations, submissions are evaluated by the"
        " administration prior to dissemination of the resulting documentation."
    )
    assert grade([plain]) < 4
    assert grade([heavy]) > 18
    assert [syllables(word) for word in ("read", "comment", "information", "2,000", "take")] == [
        1, 2, 4, 1, 1,
    ]  # fmt: skip
    assert list(sentences_of("Yes: we do. <b>%(n)s</b> more")) == [
        ["Yes"],
        ["we", "do"],
        ["seven", "more"],
    ]
