"""Whether a person wrote French or English, to answer in it. Pure.

The model knows these two alone, so it calls Spanish French and guesses at short texts: French is
only what holds words that are French and nothing else. Whatever else it is gets English.
"""

import re
from functools import cache
from typing import Final, Protocol

READ_LENGTH: Final = 3_000
FEW_WORDS: Final = 8
SURE: Final = 0.9

_WORDS: Final = re.compile(r"[^\W\d_]+")
_LINKS: Final = re.compile(r"https?://\S+")
_ONLY_FRENCH: Final = re.compile(
    r"avec|aussi|aux|bonjour|bonsoir|ce|cela|ces|cette|chez|commentaire|dans|du|elle|et|être|fait"
    r"|gouvernement|il|ils|je|le|les|leur|leurs|mais|merci|moi|même|nos|notre|nous|ont|oui|où"
    r"|pourquoi|projet|quand|qui|retire|retirer|retrait|sans|ses|soutiens|sont|suis|toujours|tous"
    r"|très|une|veuillez|vos|votre|vous|ça|appuie|accord|contre|plaît|salut|supprimer"
    r"|\w*[àâçèêëîïôùûœ]\w*"
)


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str:
    """'fr' or 'en'; '' where there are no words."""
    read = text[:READ_LENGTH].encode("utf-8", "ignore").decode()
    read = _LINKS.sub(" ", read)
    words = [word.casefold() for word in _WORDS.findall(read)]
    french = sum(bool(_ONLY_FRENCH.fullmatch(word)) for word in words)
    if not words:
        return ""
    if french * (3 if len(words) < FEW_WORDS else 8) < len(words):
        return "en"
    if len(words) < FEW_WORDS:
        return "fr"
    language, chance = _identifier().classify(read)
    return "fr" if language == "fr" and chance >= SURE else "en"


@cache
def _identifier() -> _Identifier:
    """The model of these two languages, read when the first text comes that may be French.

    It takes a second and 50 MB; the whole one, of a hundred languages, would stay with 80.
    """
    import numpy as np  # noqa: PLC0415
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415
    from py3langid.modelio import load_model  # noqa: PLC0415

    weights, priors, names, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    kept = [names.index("en"), names.index("fr")]
    identifier: _Identifier = LanguageIdentifier(
        np.asarray(weights)[:, kept],
        np.asarray(priors)[kept],
        ["en", "fr"],
        moves,
        output,
        norm_probs=True,
        tk_row=rows,
    )
    return identifier
