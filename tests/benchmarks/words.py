"""Comments as people might write them: made up, the same at every run, no two alike."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

OPENINGS = (
    "I take the last bus home from work",
    "My daughter studies in the next town",
    "We live outside the service area",
    "I have driven this road for twenty years",
    "As a nurse I start long before dawn",
    "Our street has no sidewalk",
    "Many of my neighbours no longer drive",
    "I run a small shop near the exchange",
)
WISHES = (
    "a bus every hour through the night would change how we plan our week",
    "the stops need light, a bench and a roof before anything else",
    "please let the ferry and the first bus meet, even when the ferry is late",
    "a fare that covers one whole day would be easier than three tickets",
    "somebody should look at the crossing by the school, which people fear",
    "smaller vehicles could serve the valley without standing empty",
    "the timetable should be printed large enough to be read at the stop",
    "I would rather walk to a stop that is served well than wait at my door",
)
ENDINGS = (
    "Thank you for asking us this time.",
    "I hope that the answer does not take another year.",
    "I know that it costs money, and I would pay a little more for it.",
    "Please come and ride along one evening.",
    "What works in the city does not work here.",
)
NAMES = ("Rowan", "Ines Fairweather", "T. Okafor", "Mei-Lin", "J. Larocque", "Anders B.")


@dataclass(frozen=True)
class MadeUp:
    """`name` is '' for about every third."""

    name: str
    text: str


def made_up_comments(count: int, seed: int = 1) -> Iterator[MadeUp]:
    """Two to four sentences each, some 200 to 400 characters; a number makes each its own."""
    chosen = random.Random(seed)
    for n in range(1, count + 1):
        wishes = chosen.sample(WISHES, chosen.randint(1, 3))
        text = f"{chosen.choice(OPENINGS)}, and {'. I also think that '.join(wishes)}. "
        text += f"{chosen.choice(ENDINGS)} This is thought {n} of batch {seed}."
        yield MadeUp("" if n % 3 == 0 else chosen.choice(NAMES), text)
