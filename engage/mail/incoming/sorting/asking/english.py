"""In English."""

from typing import Final

from engage.mail.incoming.sorting.asking import any_number, followed, maybe, one_of

_VERB: Final = one_of(
    "withdraw|retract|remove|delete|take back|take down|cancel|rescind|pull|erase|unpublish"
)
_DONE: Final = one_of(
    "withdrawn|retracted|removed|deleted|taken back|taken down|cancelled|rescinded|erased"
)
_DOING: Final = one_of("withdrawing", "retracting", "taking back", "rescinding")
_NOUN: Final = one_of("withdrawal", "retraction", "removal", "deletion")
_WHICH: Final = any_number(
    "own|previous|earlier|last|first|above|submitted|e-?mailed|public|entire|recent|whole|original"
)
_THING: Final = one_of(
    "comments?|submissions?|feedback|responses?|messages?|contributions?|remarks|inputs?"
    "|letters?|statements?|opinions?|posts?|reply"
)
_OTHER_THING: Final = (
    "(?! (?:sections?|period|deadline|box|forms?|page|process|histor(?:y|ies)"
    "|from (?:others|people))"
    r"\b)"
)
_OURS: Final = f"(?:(?:all |all of |both |both of )?(?:my|our)) {_WHICH}{_THING}{_OTHER_THING}"
_THIS: Final = (
    f"(?:(?:this|that|the) )?{_WHICH}(?:comment|submission|feedback|contribution)(?!s)"
    f"{_OTHER_THING}"
)
"""Which may be somebody else's, and 'delete this message' stands under half of all mail."""
_IT: Final = one_of(
    "(?:withdraw|retract|remove|delete|erase|cancel) (?:it|this|that)", "take (?:it|this|that) back"
)
_SOFTLY: Final = any_number(
    "please|pls|plz|kindly|hereby|now|also|simply|just|therefore|officially|formally"
)
_ASKING: Final = one_of(
    "like|love|prefer|want|wanna|wish|need|decided|choose|request|ask|asking|requesting|writing"
)
_WANT: Final = (
    "(?:(?:i|we|i'd|we'd) )?"
    + any_number("would", "hereby", "now", "have", "am", "are", "do", "really", "respectfully")
    + f"{_ASKING} {maybe('that', 'you', 'that you')}{maybe('to', 'to please')}"
)
_WANTS: Final = f"(?:{_WANT}){{1,2}}"
_COULD: Final = one_of(
    "(?:would it be|it would be great if it were) possible (?:for you )?to (?:have )?",
    "(?:i|we)(?: would|'d) (?:appreciate|be grateful|like)(?: it)? if you (?:could|would) ",
    "(?:can|could|would|will) (?:you|someone|somebody) ",
    "(?:can|could|may) i please ",
    "(?:i am|i'm) (?:requesting|asking) (?:you )?to ",
)
_AFTER: Final = followed(
    "please|pls|plz|thanks?|thank you|thx|now|today|immediately|asap|entirely|completely"
    "|altogether|at once|right away|again|as soon as possible|if possible|if you can|too"
    "|for me"
)
_CODE: Final = "#?[0-9a-z]{4}(?:[- ]?[0-9a-z]{4}){3}"
_NUMBER: Final = r"(?:with |under )?(?:the |my )?(?:receipt|code|reference|number|no)\b[^\n]{0,100}"
_WHERE: Final = "from (?:the|your) (?:web)?(?:site|page|public record|record|consultation|system)"
_SENT: Final = r"(?:that |which )?(?:i|we) (?:sent|made|submitted|wrote|posted|left)\b[^\n]{0,100}"
_ABOUT: Final = (
    r"(?:from|on|about|regarding|re|concerning|dated|sent|submitted|made|i|we|with|which|that|of"
    r"|since|as|for|in|to|under|posted|below|above|via)\b[^\n]{0,200}"
)
_TAIL: Final = f"{_AFTER}(?: {one_of(_CODE, _NUMBER, _ABOUT)})?"
_NARROW_TAIL: Final = f"{_AFTER}(?: {one_of(_CODE, _NUMBER, _WHERE, _SENT)})?{_AFTER}"


def _whose(before: str, after: str = "") -> str:
    """Such words with the comment between them, and what may follow."""
    return before + one_of(f"{_OURS}{after}{_TAIL}", f"{_THIS}{after}{_NARROW_TAIL}")


_WHO: Final = f"{_SOFTLY}{one_of(_WANTS, _COULD, '')}{_SOFTLY}"
_ASKED: Final = maybe("i", "i hereby", "this is", "i am", "i am making", "this is to") + maybe(
    "a", "my"
)

REQUEST: Final = one_of(
    _WHO + _whose(f"{_VERB} "),
    _WHO + _whose("(?:take|pull) ", " (?:back|down)"),
    f"{_WHO}(?:withdraw|retract) my e-?mails?{_TAIL}",
    f"(?:i|we) {_SOFTLY}{_whose('(?:withdraw|retract|rescind|take back) ')}",
    f"(?:i am|i'm|we are|we're) {_SOFTLY}{_whose(f'{_DOING} ')}",
    f"{_SOFTLY}(?:(?:can|could|may) i (?:please )?)?{_whose('have ', f' {_DONE}')}",
    f"{_SOFTLY}{_whose('(?:consider|treat) ', ' (?:as )?(?:withdrawn|retracted)')}",
    _SOFTLY + _WANTS + maybe("have") + _whose("", f" (?:(?:to )?be )?{_DONE}"),
    f"{_OURS} (?:should|must) be {_DONE}{_AFTER}",
    f"{_ASKED}(?:request|requesting) (?:for )?(?:the )?{_whose(f'{_NOUN} of ')}",
    f"{_ASKED}(?:request|requesting) to {_whose(f'{_VERB} ')}",
    f"{maybe('please confirm')}{maybe('the')}{_whose(f'{_NOUN} of ')}",
)
BARE: Final = one_of(
    f"{_SOFTLY}(?:withdraw|retract){_AFTER}(?: {_CODE})?",
    f"{_SOFTLY}{_IT}{_AFTER}",
    f"{one_of(_WANTS, _COULD)}{_SOFTLY}{one_of('withdraw', _IT)}{_AFTER}",
    "withdrawal(?: request)?|request(?:ing)? (?:a )?withdrawal|(?:i|we) (?:hereby )?withdraw",
)
