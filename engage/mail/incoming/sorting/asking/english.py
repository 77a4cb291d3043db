"""In English."""

from typing import Final

from engage.mail.incoming.sorting.asking import any_number, followed, maybe, one_of

_VERB: Final = one_of(
    "withdraw", "retract", "remove", "delete", "take back", "take down", "cancel", "rescind",
    "pull", "erase",
)  # fmt: skip
_DONE: Final = one_of(
    "withdrawn", "retracted", "removed", "deleted", "taken back", "taken down", "cancelled",
    "rescinded", "erased",
)  # fmt: skip
_DOING: Final = one_of("withdrawing", "retracting", "taking back", "rescinding")
_NOUN: Final = one_of("withdrawal", "retraction", "removal", "deletion")
_WHICH: Final = any_number(
    "own", "previous", "earlier", "last", "first", "above", "submitted", "e-?mailed", "public",
    "entire", "recent", "whole", "original",
)  # fmt: skip
_THING: Final = one_of(
    "comments?", "submissions?", "feedback", "responses?", "messages?", "contributions?",
    "remarks", "inputs?", "letters?", "statements?", "opinions?", "posts?", "reply",
)  # fmt: skip
_NO_THING: Final = (
    "(?! (?:section|sections|period|deadline|box|form|forms|page|process|from (?:others|people))"
    r"\b)"
)
_MINE: Final = (
    one_of("my", "this", "that", "the", "our", "all my", "all of my", "both my", "both of my")
    + f" {_WHICH}{_THING}{_NO_THING}"
)
_WHAT: Final = one_of(rf"{_VERB} {_MINE}", rf"(?:take|pull) {_MINE} (?:back|down)")
_IT: Final = one_of(
    "(?:withdraw|retract|remove|delete|erase|cancel) (?:it|this|that)", "take (?:it|this|that) back"
)
_SOFTLY: Final = any_number(
    "please", "kindly", "hereby", "now", "also", "simply", "just", "therefore", "officially",
    "formally", "would", "am", "are",
)  # fmt: skip
_ASKING: Final = one_of(
    "like", "love", "prefer", "want", "wish", "need", "decided", "choose", "request", "ask",
    "asking", "requesting", "writing",
)  # fmt: skip
_WANT: Final = (
    "(?:(?:i|we|i'd|we'd) )?"
    + any_number("would", "hereby", "now", "have", "am", "are", "do", "really", "respectfully")
    + f"{_ASKING} {maybe('that', 'you', 'that you')}{maybe('to', 'to please')}"
)
_COULD: Final = one_of(
    "(?:can|could|would|will) (?:you|someone|somebody) ",
    "(?:can|could|may) i please ",
    "(?:i am|i'm) (?:requesting|asking) (?:you )?to ",
)
_AFTER: Final = followed(
    "please", "thanks?", "thank you", "now", "today", "immediately", "asap", "entirely",
    "completely", "altogether", "at once", "right away", "again", "as soon as possible",
    "if possible", "if you can", "too", "for me",
)  # fmt: skip
_ABOUT: Final = (
    r"(?:"
    + one_of(
        " (?:from|on|about|regarding|re|concerning|dated|sent|submitted|made|i|we|with|which|that)",
        " (?:of|receipt|code|reference|number|no|since|as|for|in|to|under|posted|below|above|via)",
    )
    + r"\b[^\n]{0,200}"
    r"| #?[0-9a-z]{4}(?:[- ]?[0-9a-z]{4}){3})?"
)
_TAIL: Final = f"{_AFTER}{_ABOUT}"

REQUEST: Final = one_of(
    f"{_SOFTLY}{one_of(_WANT, _COULD, '(?:i|we) ', '')}{_SOFTLY}{_WHAT}{_TAIL}",
    f"{_SOFTLY}(?:to )?{_WHAT}{followed('please')}{_TAIL}",
    f"(?:i am|i'm|we are|we're) {_SOFTLY}{_DOING} {_MINE}{_TAIL}",
    f"{_SOFTLY}{one_of(_WANT, '')}{maybe('to have', 'have')}{_MINE} "
    f"{maybe('to be', 'be')}{_DONE}{_TAIL}",
    f"{maybe('this is', 'i am making', 'this is to', 'i would like to make')}{maybe('a', 'my')}"
    f"(?:(?:i am|i'm) )?(?:request|requesting) (?:for )?(?:the |to )?{one_of(f'{_NOUN} of {_MINE}', _WHAT)}{_TAIL}",
    f"{maybe('please confirm')}{maybe('the')}{_NOUN} of {_MINE}{_TAIL}",
)
BARE: Final = one_of(
    f"{_SOFTLY}(?:withdraw|retract){_AFTER}",
    f"{_SOFTLY}{_IT}{_AFTER}",
    f"{one_of(_WANT, _COULD)}{_SOFTLY}{one_of('withdraw', _IT)}{_AFTER}",
    "withdrawal(?: request)?|request(?:ing)? (?:a )?withdrawal|(?:i|we) (?:hereby )?withdraw",
)
