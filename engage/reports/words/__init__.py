"""The fixed words of a report, in English and French, and how it says numbers and days.

Every text that a report brings itself comes from here, by a key. What staff wrote is said in French
where they translated it themselves (`french.py`), what citizens wrote never. `Words` keeps no state
but its language, so one report has one language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final

from engage.core.dates import date_words, datetime_words, french_date_words, zone
from engage.privacy.disclosure import Figure
from engage.reports.words.en import WORDS as ENGLISH
from engage.reports.words.fr import WORDS as FRENCH
from engage.reports.words.page_en import WORDS as PAGE_ENGLISH
from engage.reports.words.page_fr import WORDS as PAGE_FRENCH
from engage.reports.words.typography import english, french

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {key: english(text) for key, text in {**ENGLISH, **PAGE_ENGLISH}.items()},
        "fr": {key: french(text) for key, text in {**FRENCH, **PAGE_FRENCH}.items()},
    }
)
LANGUAGES: Final = tuple(_TEXTS)
_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {text: key for key, text in _TEXTS["en"].items() if "{" not in text}
)
_NARROW: Final = "\u202f"


@dataclass(frozen=True)
class Words:
    """The words of one language: `words("summary")`, `words("few", threshold=10)`."""

    language: str = "en"

    def __post_init__(self) -> None:
        if self.language not in _TEXTS:
            raise ValueError("reports are written in English and in French")

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of a key with its values; KeyError for one that is not there."""
        return _TEXTS[self.language][key].format(**values)

    def everything(self) -> Iterable[str]:
        """Every text of this language, with the names of values where values go."""
        return _TEXTS[self.language].values()

    def label(self, group: str, name: str) -> str:
        """The label of a channel or reason; one that is not listed is said as it is named."""
        found = _TEXTS[self.language].get(f"{group}.{name}")
        return found or name.replace("_", " ").capitalize()

    def number(self, count: int) -> str:
        """'1,234', '1 234'"""
        grouped = f"{count:,}"
        return grouped.replace(",", _NARROW) if self.language == "fr" else grouped

    def decimal(self, value: float) -> str:
        """'3.4', '3,4'"""
        return f"{value:.1f}".replace(".", "," if self.language == "fr" else ".")

    def figure(self, figure: Figure) -> str:
        """A count as far as it may be told."""
        if figure.exact is not None:
            return self.number(figure.exact) if figure.exact else self("none")
        if figure.fewer_than:
            return self("few", threshold=figure.fewer_than)
        return self("not_shown")

    def day(self, moment: datetime, tz: str) -> str:
        """'Friday, 14 March 2026', '14 mars 2026'"""
        return french_date_words(moment, tz) if self.language == "fr" else date_words(moment, tz)

    def instant(self, moment: datetime, tz: str) -> str:
        """'Friday, 14 March 2026, 4 pm Pacific time', '14 mars 2026 à 16 h (heure du Pacifique)'"""
        if self.language == "en":
            return datetime_words(moment, tz)
        local = moment.astimezone(zone(tz))
        minutes = f"\u00a0{local.minute:02}" if local.minute else ""
        zone_words = self("pacific") if tz == "America/Vancouver" else (local.tzname() or tz)
        return f"{self.day(moment, tz)} à {local.hour}\u00a0h{minutes} ({zone_words})"

    def period(self, first: date, last: date) -> str:
        """'2 to 8 March 2026', '30 March to 5 April 2026', 'du 2 au 8 mars 2026'."""
        start, end = self._short_day(first), self._short_day(last)
        if first.year == last.year:
            start = start.removesuffix(f" {first.year}")
            if first.month == last.month:
                start = start.partition(" ")[0]
        return self("period", first=start, last=end)

    def _short_day(self, day: date) -> str:
        at = datetime.combine(day, time(12), UTC)
        if self.language == "fr":
            return french_date_words(at, "UTC")
        return date_words(at, "UTC").partition(", ")[2]

    def listed(self, labels: tuple[str, ...], joiner: str = "or") -> str:
        """'a, b or c'; `joiner` is 'or' or 'and'."""
        if len(labels) < 2:
            return "".join(labels)
        return f"{', '.join(labels[:-1])} {self(joiner)} {labels[-1]}"


def translated(text: str, language: str) -> str | None:
    """What a fixed English text is in a language; None for words that are not a report's own."""
    key = _KEYS.get(text)
    return None if key is None else _TEXTS[language][key]


def period_of(key: str, language: str) -> str | None:
    """What a period is called, by its key '2026-03-02/2026-03-08'; None for another key."""
    try:
        first, last = map(date.fromisoformat, key.split("/"))
    except ValueError:
        return None
    return Words(language).period(first, last)
