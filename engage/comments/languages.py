"""In which language a comment is written, as far as that can be told: for `lang` and for queues.

Only languages that many people in British Columbia write are told apart, and only of texts that are
long enough: a wrong `lang` makes a screen reader read English with the sounds of another language,
which is worse than none. Somebody who writes in two languages mostly gets none.
"""

import re
from functools import cache
from typing import Final, Protocol

KNOWN: Final = (
    "en", "fr", "es", "pt", "de", "it", "nl", "pl", "vi", "tl", "ar", "fa", "ur", "pa", "hi", "gu",
    "ta", "zh", "ja", "ko", "ru", "uk", "so",
)  # fmt: skip
READ_LENGTH: Final = 3_000
FEWEST_LETTERS: Final = 40
FEWEST_SIGNS: Final = 12
"""In scripts of their own fewer signs tell as much: Chinese, Arabic, Gurmukhi."""
SURE: Final = 0.95

_LINKS: Final = re.compile(r"https?://\S+|\S+@\S+")
_MARKS: Final = re.compile(r"\[[^\]\n]{1,40}\]")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_in(text: str) -> str | None:
    """'en', 'fr', 'pa' ...; None where nobody could say for sure."""
    read = _MARKS.sub(" ", _LINKS.sub(" ", text[:READ_LENGTH]))
    letters = _LETTERS.findall(read)
    is_latin = 2 * sum(bool(_LATIN.match(one)) for one in letters) > len(letters)
    if len(letters) < (FEWEST_LETTERS if is_latin else FEWEST_SIGNS):
        return None
    language, chance = _identifier().classify(read.encode("utf-8", "ignore").decode())
    return language if chance >= SURE else None


@cache
def _identifier() -> _Identifier:
    """The model of these languages, read when the first text is long enough."""
    import numpy as np  # noqa: PLC0415
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415
    from py3langid.modelio import load_model  # noqa: PLC0415

    weights, priors, names, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    kept = [names.index(one) for one in KNOWN]
    identifier: _Identifier = LanguageIdentifier(
        np.asarray(weights)[:, kept],
        np.asarray(priors)[kept],
        list(KNOWN),
        moves,
        output,
        norm_probs=True,
        tk_row=rows,
    )
    return identifier
