"""Which words of a text a moderator chose to take out: marked, ticked or typed. Pure.

Three ways lead to the same list: spans that were selected on the page, spans that the detector
suggested and somebody ticked, and words typed in by hand, which are taken out wherever they stand.
The page shows the list again after a preview or a refusal.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.comments.rules import Fault
from engage.moderation.highlighting import Noticed
from engage.privacy.redaction import MOST, Label, Redaction, everywhere

LABEL_WORDS: Final[dict[Label, str]] = {
    Label.NAME: "A name",
    Label.CONTACT: "Contact details",
    Label.ADDRESS: "An address",
    Label.HEALTH: "Health information",
    Label.DESCRIPTION: "A description of a person",
    Label.NUMBER: "A number",
    Label.OTHER: "Other words",
}
BY_KIND: Final[dict[str, Label]] = {
    "person": Label.NAME,
    "email": Label.CONTACT,
    "phone": Label.CONTACT,
    "url_profile": Label.CONTACT,
    "street_address": Label.ADDRESS,
    "postal_code": Label.ADDRESS,
    "health": Label.HEALTH,
    "employer_role": Label.DESCRIPTION,
    "dob": Label.NUMBER,
    "sin": Label.NUMBER,
    "phn": Label.NUMBER,
    "licence_plate": Label.NUMBER,
    "case_number": Label.NUMBER,
    "credit_card": Label.NUMBER,
    "ip": Label.NUMBER,
}
SPAN: Final = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")
LONGEST_LIST: Final = 5_000
NOT_FOUND: Final = "These words are not in the comment as whole words: {words}"
NOT_SHOWN: Final = "The marked words are not those of the text. Mark them again."


@dataclass(frozen=True)
class Choice:
    """A stretch that may be taken out; `number` is that of the flag that suggests it, or 0."""

    start: int
    end: int
    label: str
    words: str
    is_chosen: bool
    number: int = 0

    @property
    def span(self) -> str:
        return f"{self.start}-{self.end}"


def suggested(marks: Sequence[Noticed]) -> list[Choice]:
    """What the detector noticed about people, not chosen yet; each stretch once."""
    found: dict[tuple[int, int], Choice] = {}
    for one in marks:
        label = BY_KIND.get(one.flag.kind.lower())
        if label is not None and one.flag.whose != "public":
            span = (one.flag.start, one.flag.end)
            found.setdefault(span, Choice(*span, label.value, one.words, False, one.number))
    return list(found.values())


def with_chosen(text: str, offered: Iterable[Choice], chosen: Iterable[Redaction]) -> list[Choice]:
    """The list to be shown: what is offered, and what was chosen, in the order of the text."""
    shown = {(one.start, one.end): one for one in offered}
    for one in chosen:
        if 0 <= one.start < one.end <= len(text):
            number = shown[one.start, one.end].number if (one.start, one.end) in shown else 0
            words = text[one.start : one.end]
            made = Choice(one.start, one.end, one.label, words, is_chosen=True, number=number)
            shown[one.start, one.end] = made
    return sorted(shown.values(), key=lambda one: (one.start, one.end))


def chosen_spans(
    text: str, spans: Iterable[str], labels: Mapping[str, str], faults: list[Fault]
) -> list[Redaction]:
    """Spans as a form names them (`12-19`), each with the label chosen for it."""
    found: dict[tuple[int, int], Redaction] = {}
    for span in list(dict.fromkeys(spans))[: MOST + 1]:
        match = SPAN.fullmatch(span)
        start, end = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 0 <= start < end <= len(text):
            faults.append(Fault("redactions", NOT_SHOWN))
            break
        found[start, end] = Redaction(start, end, labels.get(span, Label.OTHER.value))
    return list(found.values())


def typed_words(
    text: str, typed: str, label: str, taken: Sequence[Redaction], faults: list[Fault]
) -> list[Redaction]:
    """Every place of the words typed, one phrase a line, that no span covers already."""
    phrases = [line.strip() for line in typed[:LONGEST_LIST].splitlines() if line.strip()][:MOST]
    label = label if label in set(Label) else Label.OTHER.value
    missing = [phrase for phrase in phrases if not everywhere(text, [(phrase, label)])]
    if missing:
        shown = ", ".join(f"“{phrase[:60]}”" for phrase in missing[:5])
        faults.append(Fault("words_to_remove", NOT_FOUND.format(words=shown)))
    found = everywhere(text, [(phrase, label) for phrase in phrases])
    return [
        one
        for one in found
        if not any(one.start < far.end and far.start < one.end for far in taken)
    ]
