"""The keys of the queue: what each does at first, and what a person may make of them. Pure.

Single letters act on their own (WCAG 2.1.4), so they can be switched off or changed, and no key
acts while somebody types. One key means one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engage.comments.rules import Fault
from engage.moderation.rules import CHOICES, WORDS

ACTIONS: Final[dict[str, str]] = {
    "next": "Next comment",
    "previous": "Previous comment",
    "publish": "Publish",
    "redact": "Publish with words taken out",
    "refuse": "Do not publish (first go to the reasons)",
    "refer": "Refer (first choose to whom)",
    "spam": "Spam",
    "undo": "Undo the last decision",
    "select": "Take the selected words out",
    "tick": "Tick all noticed words to take out",
    "preview": "Preview",
    "note": "Go to the note",
    "text": "Go to the text",
    "view": "List or single view",
    "search": "Search",
    "help": "Show the keys",
}
DEFAULTS: Final[dict[str, str]] = {
    "next": "j",
    "previous": "k",
    "publish": "d",
    "redact": "r",
    "refuse": "f",
    "refer": "e",
    "spam": "s",
    "undo": "z",
    "select": "x",
    "tick": "w",
    "preview": "p",
    "note": "n",
    "text": "t",
    "view": "v",
    "search": "/",
    "help": "?",
}
REASON_KEYS: Final = "1234567890abc"
BY_REASON: Final[dict[str, str]] = {
    f"reason-{reason.value}": key for reason, key in zip(CHOICES, REASON_KEYS, strict=False)
}
NAMES: Final[dict[str, str]] = ACTIONS | {
    f"reason-{reason.value}": f"Reason: {WORDS[reason].label}" for reason in CHOICES
}
ALL_DEFAULTS: Final[dict[str, str]] = DEFAULTS | {
    name: BY_REASON.get(name, "") for name in NAMES if name not in ACTIONS
}


NO_KEYS: Final[dict[str, str]] = dict.fromkeys(NAMES, "")


@dataclass(frozen=True)
class Keys:
    """Whether keys act, and the key of each action ('': none)."""

    are_on: bool = True
    by_action: Mapping[str, str] = field(default_factory=lambda: ALL_DEFAULTS)

    @property
    def shown(self) -> Mapping[str, str]:
        """The key to show beside each action; '' when keys are off."""
        return self.by_action if self.are_on else NO_KEYS


def key_faults(by_action: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is wrong with a person's keys, at the field of each action."""
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for action, key in by_action.items():
        if not key:
            continue
        if len(key) != 1 or not key.isprintable() or key.isspace() or key != key.lower():
            faults.append(Fault(action, "Use one small letter, digit or sign."))
        elif key in taken:
            faults.append(Fault(action, f"This key is taken already: {NAMES[taken[key]]}."))
        else:
            taken[key] = action
    return tuple(faults)


def keys_as_text(by_action: Mapping[str, str]) -> str:
    """As it is stored: a line for each action whose key differs from the first one."""
    changed = {name: key for name, key in by_action.items() if key != ALL_DEFAULTS.get(name)}
    return "\n".join(f"{name} {key}" for name, key in sorted(changed.items()) if name in NAMES)


def keys_from_text(are_on: bool, text: str) -> Keys:
    """The keys that were stored; an action that there is no more is left out."""
    changed: dict[str, str] = {}
    for line in text.split("\n"):
        name, _, key = line.partition(" ")
        if name in NAMES:
            changed[name] = key
    return Keys(are_on, ALL_DEFAULTS | changed)
