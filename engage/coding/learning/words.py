"""Texts as the arithmetic of suggestions takes them: without marks, without words that carry no
theme. English and French alike, because comments mix them. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from engage.privacy.redaction import MARK_WORDS

LONGEST: Final = 5_000
"""Letters of a comment that are looked at: beyond, one text would weigh like a hundred."""
SHORTEST_WORD: Final = 3

# Function words of French, and what an elision leaves; those of English come with scikit-learn.
_FRENCH: Final = """
ai aie aient ait alors après as assez au aucun aucune aura aurait auront aussi autre autres aux
avait avant avec avez avoir avons ayant beaucoup bien bon bonne car ce ceci cela celle celles
celui cependant certain certaine certaines certains ces cet cette ceux chaque chez comme comment
contre dans davantage de depuis des deux devant devrait devraient dire dit doit doivent donc dont
du durant elle elles en encore entre es est et étaient était étant été êtes être eu eux faire fait
faites faut fois font furent fut ici il ils jamais je la là laquelle le lequel les lesquelles
lesquels leur leurs lors lorsque lui ma mais mal me même mêmes mes mieux moi moins mon ne ni non
nos notre nôtre nous on ont or ou où par parce parfois parmi pas peu peut peuvent plupart plus
plusieurs plutôt pour pourquoi pourrait pourraient près puis puisque qu quand que quel quelle
quelles quels quelque quelques qui quoi sa sans sauf se selon sera serait seraient seront ses
seulement si sien soit sommes son sont sous souvent soyez suis sur surtout ta tandis tant te tel
telle telles tels tes toi ton toujours tous tout toute toutes très trop tu un une vers veut
veulent voici voilà vont vos votre vôtre vous vraiment aujourd hui jusqu lorsqu puisqu quelqu
merci bonjour svp
"""
# What people write in consultations whatever they mean, and what is left of "don't".
_ENGLISH: Final = """
ain also aren ask asked basically comment comments couldn didn doesn don especially feel felt get
gets getting give given going good great hadn hasn haven isn just know like likely little lot make
makes making many maybe much need needs new people perhaps please possible quite really right say
says should shouldn simply something sure thank thanks thing things think time use used using very
want wants wasn way well weren will won would wouldn yes
"""
_WORD: Final = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")
_MARKS: Final = re.compile("|".join(re.escape(words) for words in MARK_WORDS.values()))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words of both languages that say nothing about a theme."""
    # The library takes a second to load, and only suggestions need it.
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # type: ignore[import-untyped] # noqa: PLC0415

    return frozenset(ENGLISH_STOP_WORDS) | set(_FRENCH.split()) | set(_ENGLISH.split())


def words_in(text: str) -> list[str]:
    """The words that may carry a theme, in their order; accents stay, they are shown to people."""
    plain = _MARKS.sub(" ", text[:LONGEST]).casefold()
    stop = stop_words()
    return [word for word in _WORD.findall(plain) if word not in stop]


def terms_in(words: Iterable[str], kept: frozenset[str]) -> Iterator[str]:
    """Single words and pairs side by side, of those that are kept."""
    before = ""
    for word in words:
        if word not in kept:
            before = ""
            continue
        yield word
        if before and before != word:
            yield f"{before} {word}"
        before = word
