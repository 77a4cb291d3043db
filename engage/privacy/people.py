"""The quick look for names of other people, at the form of a citizen who is still writing (R89).

No model and no file beside the kept lists: a name counts only beside a relative, a role or a title
('my wife, Jane Hume', 'Dr. Osei'), or as a known given name with a surname. It stays silent rather
than ask about a minister, a street or the author's own signature.
"""

from engage.privacy.cues import Cue
from engage.privacy.detector.authors import owner_of_name
from engage.privacy.detector.chances import Chances
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.mentions import with_mentions
from engage.privacy.detector.names import Name, find_names
from engage.privacy.finding import ContactKind, Finding
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import read_words


def find_people_quickly(text: str) -> tuple[Finding, ...]:
    """What seems to name another person, in the order of the text."""
    words = read_words(text)
    around = Surroundings(words)
    names = with_mentions(words, around, list(find_names(words, Chances.unknown(words), around)))
    return tuple(
        Finding.of(ContactKind.PERSON, words[name.first].start, words[name.last].end)
        for name in names
        if owner_of_name(words, name) is Whose.THIRD and _is_certain(name)
    )


def _is_certain(name: Name) -> bool:
    """A given name alone may be a street or a cat."""
    return name.cue is not Cue.NONE or name.last > name.first
