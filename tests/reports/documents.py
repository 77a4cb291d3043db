"""Reports for the tests of documents, put together by hand: rich, empty, hostile, very large.

Everything said in them is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engage.privacy.disclosure import NOT_SHOWN, Figure, Outcome
from engage.reports.rules import (
    Block,
    Campaign,
    Moment,
    Period,
    PublishedComment,
    Quotation,
    Report,
    Row,
    Said,
    Table,
    Theme,
    Topic,
)
from engage.reports.words import Words

FEW = Figure(fewer_than=10)
NONE = Figure(exact=0)
LONG_WORD = "Straßenbahn" * 455
ARABIC = "مرحبا بكم في الجزيرة، نريد عبّارة كل ساعة"
PUNJABI = "ਸਾਨੂੰ ਹਰ ਘੰਟੇ ਇੱਕ ਬੇੜੀ ਚਾਹੀਦੀ ਹੈ"
CHINESE = "我们需要每小时一班的渡轮。票价太高。"
CREE = "ᓀᐦᐃᔭᐍᐏᐣ ᑭᓯᐢᑳᒋᐘᓂᓰᐱᕀ"
SALISH = "hən̓q̓əmin̓əm̓ and SENĆOŦEN"
EMOJI = "👍🏽 👩‍👩‍👧 🇨🇦 ⛴️"
MARKUP = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }} &amp; <!--'
FORMULA = '=HYPERLINK("https://example.org","click")'
HOSTILE = (ARABIC, PUNJABI, CHINESE, CREE, SALISH, EMOJI, MARKUP, FORMULA, LONG_WORD)


@dataclass(frozen=True)
class Held:
    """Comments that are in memory."""

    comments: tuple[PublishedComment, ...] = ()

    def __len__(self) -> int:
        return len(self.comments)

    def __iter__(self) -> Iterator[PublishedComment]:
        return iter(self.comments)


def told(count: int) -> Figure:
    return Figure(exact=count)


def table(
    key: str, section: str, rows: dict[str, tuple[Figure, ...]], *columns: str, **changes: object
) -> Table:
    made = Table(
        key,
        section,
        f"Table of {key}",
        "Row",
        columns or ("Comments",),
        tuple(Row(label, figures) for label, figures in rows.items()),
        "",
        tuple(f"row-{n}" for n in range(len(rows))),
        tuple(f"column-{n}" for n in range(len(columns or ("Comments",)))),
    )
    return replace(made, **changes)


OUTCOME = table(
    "outcome",
    "participation",
    {"Received": (told(1240),), "Published": (told(1199),), "Not published": (told(41),)},
    "Number",
    caption="What became of the comments",
)
WEEKS = table(
    "weeks",
    "participation",
    {
        "2 to 8 March 2026": (told(640), told(620)),
        "9 to 29 March 2026": (told(400), told(390)),
        "30 March to 12 April 2026": (told(200), told(189)),
        "Total": (told(1240), told(1199)),
    },
    "Received",
    "Published",
    caption="When people wrote",
    has_total=True,
)
CHANNELS = table(
    "channels",
    "participation",
    {"This website": (told(990), told(960)), "E-mail": (told(250), told(239))},
    "Received",
    "Published",
    caption="How people took part",
)
THEMES = table(
    "themes",
    "themes",
    {"Fares": (told(412),), "Timetable": (told(388),), "Crew": (FEW,), "Docks": (NOT_SHOWN,)},
    caption="Themes",
    keys=("fares", "timetable", "crew", "docks"),
)
ANSWERS = table(
    "answers_fares_fair",
    "answers",
    {"Yes": (told(300),), "No": (told(700),), "No answer": (NONE,), "Total": (told(1000),)},
    caption="Are the fares fair?",
    has_total=True,
    note="Published comments on this topic.",
)
CROSSED = table(
    "crossed",
    "answers",
    {
        "E-mail": (told(40), told(12), FEW, told(60), told(112)),
        "This website": (told(90), NOT_SHOWN, told(33), told(10), told(140)),
        "Total": (told(130), NOT_SHOWN, NOT_SHOWN, told(70), told(252)),
    },
    "Very fair",
    "Fair",
    "Unfair",
    "No answer",
    "Total",
    caption="Fairness by way of taking part",
    column_keys=("a", "b", "c", "d", "total"),
    has_total=True,
)
REASONS = table(
    "reasons",
    "moderation",
    {"Far off topic": (told(22),), "Profanity": (told(11),), "Each of the others": (FEW,)},
    caption="Why moderators declined comments",
)
LETTERS = table(
    "letters",
    "campaigns",
    {"Follow a letter": (told(200),), "Such letters": (told(2),)},
    "Number",
    caption="Letters that several people sent",
)


def report(**changes: object) -> Report:
    """A lively one, of every part."""
    words = Words(str(changes.get("language", "en")))
    made = Report(
        language="en",
        title="How should ferries serve the small islands?",
        ministry="Ministry of Transportation and Transit",
        slug="small-island-ferries",
        summary="We asked islanders what they need from their ferries.",
        about=(
            Block("p", "The contract with the ferry company ends next year."),
            Block("h", "Why now"),
            Block("ul", "Fares rose."),
            Block("ul", "Boats grew old."),
            Block("quote", "A ferry is our road."),
            Block("ol", "First we ask."),
            Block("ol", "Then we plan."),
        ),
        contact="ferries@gov.bc.ca",
        is_final=True,
        opened=Moment("Monday, 2 March 2026", "2026-03-02T17:00:00Z"),
        closed=Moment("Friday, 10 April 2026", "2026-04-10T23:00:00Z"),
        as_of=Moment("Friday, 10 April 2026, 4 pm Pacific time", "2026-04-10T23:00:00Z"),
        threshold=10,
        topics=(
            Topic("fares", "What is a fair fare?", "What would you change, and why?"),
            Topic("sailings", "Which sailings matter most?", "Tell us about your week."),
        ),
        outcome=Outcome(told(1240), told(1199), told(41)),
        tables=(OUTCOME, WEEKS, CHANNELS, THEMES, ANSWERS, CROSSED, LETTERS, REASONS),
        themes=(
            Theme(
                "fares",
                "Fares",
                "What a trip costs, and for whom.",
                told(412),
                (
                    Quotation("A family pays [amount] to see a doctor.", "en"),
                    Quotation("Le prix est trop élevé pour [un métier].", "fr"),
                ),
                (
                    Theme("youth", "Fares of young people", "", told(40)),
                    Theme(
                        "cars", "Fares of cars", "", FEW, (Quotation("Cars […] pay most.", "en"),)
                    ),
                ),
            ),
            Theme("timetable", "Timetable", "When boats sail.", told(388)),
            Theme("docks", "Docks", "", NOT_SHOWN),
        ),
        said=(
            Said("sailings", (Quotation("The first boat matters.", "en", "Letter of a council"),)),
        ),
        campaigns=(Campaign(told(180), "Keep the night boat.\n\nWe need it."),),
        results_summary="A second boat sails from May.",
        what_was_done=(Block("h", "What changes"), Block("p", "Fares of young people fall.")),
        periods=(Period("2 to 8 March 2026", date(2026, 3, 2), date(2026, 3, 8)),),
        method=tuple(words(f"method.{key}") for key in ("moderation", "identity", "limits")),
        comments=Held((PublishedComment("fares", "2 to 8 March 2026", "A comment."),)),
    )
    return replace(made, **changes)


def empty(**changes: object) -> Report:
    """Nobody wrote, and nobody prepared anything."""
    outcome = replace(OUTCOME, rows=tuple(Row(row.label, (FEW,)) for row in OUTCOME.rows))
    values: dict[str, object] = {
        "summary": "",
        "about": (),
        "contact": "",
        "topics": (),
        "outcome": Outcome(NOT_SHOWN, FEW, FEW),
        "tables": (outcome,),
        "themes": (),
        "said": (),
        "campaigns": (),
        "results_summary": "",
        "what_was_done": (),
        "comments": Held(),
    }
    return report(**{**values, **changes})


def interim(**changes: object) -> Report:
    week = Moment("the week of 9 to 15 March 2026", "2026-W11")
    return report(**{"is_final": False, "closed": None, "as_of": week, **changes})


def hostile(**changes: object) -> Report:
    """Every text that a person can write is one that breaks pages."""
    quoted = tuple(Quotation(text, "und", text[:80]) for text in HOSTILE)
    labels = {text[:300]: (told(100 - n),) for n, text in enumerate(HOSTILE)}
    return report(
        **{
            "title": MARKUP + LONG_WORD[:200],
            "ministry": LONG_WORD[:120],
            "summary": "\n\n".join(HOSTILE),
            "contact": MARKUP,
            "about": tuple(
                Block(kind, text[:400])
                for kind, text in zip(("p", "h", "ul", "ol", "quote") * 2, HOSTILE, strict=False)
            ),
            "topics": (Topic("fares", MARKUP, "\n".join(HOSTILE[:-1])),),
            "themes": (Theme("fares", ARABIC, LONG_WORD[:900], told(30), quoted),),
            "said": (Said("fares", quoted[:-1]),),
            "campaigns": (Campaign(told(90), "\n\n".join(HOSTILE[:-1])),),
            "tables": (
                OUTCOME,
                table("answers_hostile", "answers", labels, caption=LONG_WORD[:300]),
                table(
                    "crossed_hostile",
                    "answers",
                    {text[:300]: (told(20),) * len(HOSTILE) for text in HOSTILE},
                    *(text[:300] for text in HOSTILE),
                ),
            ),
            **changes,
        }
    )


def vast(**changes: object) -> Report:
    """60 options, 200 periods, 300 quotations."""
    options = {
        f"Option {n} of a long list that is asked": (told(1000 - 10 * n),) for n in range(60)
    }
    monday = date(2022, 1, 3)
    weeks = {
        f"the week of {monday + timedelta(weeks=n)}": (told(10 + n * 37 % 400), told(10 + n % 9))
        for n in range(200)
    }
    voice = "The first boat of the day is how we reach school, work and the doctor. " * 3
    themes = tuple(
        Theme(
            f"theme{n}",
            f"Theme {n}",
            "What it takes in.",
            told(400 - n),
            tuple(Quotation(f"{k}. {voice}", "en") for k in range(15)),
        )
        for n in range(20)
    )
    return report(
        **{
            "tables": (
                OUTCOME,
                table("weeks", "participation", weeks, "Received", "Published"),
                table("answers_many", "answers", options),
            ),
            "themes": themes,
            **changes,
        }
    )
