"""Comments by people who have nothing to do with one another: written from a grammar, never alike.

A sentence is put together from parts, of which some are phrases that many people use in fact. Two
strangers therefore share scraps of four to eight words, and sometimes a whole stock sentence, as
real ones do; they do not share a train of thought.
"""

import random
from typing import Final

TOPICS: Final = (
    "the pipeline",
    "the last ancient forests",
    "the late ferry",
    "farmland",
    "short-term rentals",
    "fish farms",
    "our emergency room",
    "the bike lane",
    "the reservoir",
    "daycare",
    "the wolf cull",
    "night buses",
    "heat in apartments",
    "pesticides",
    "wildfire",
    "the cannery lands",
    "mine waste",
    "school libraries",
    "the new clocks",
    "trawling near the reefs",
    "the gravel pit",
    "tolls",
)
STOCK: Final = (
    "I am writing to express my strong opposition to {topic}.",
    "I am writing to express my support for what is proposed about {topic}.",
    "I have been following the debate about {topic} for several years.",
    "I want to add my voice to those who have concerns about {topic}.",
    "As a long-time resident of this province I care deeply about {topic}.",
    "Thank you for the opportunity to have a say on {topic}.",
)
CLOSINGS: Final = (
    "Thank you for your time and consideration.",
    "Thank you for listening to ordinary people for once.",
    "I hope that somebody reads this.",
    "Please think of the generations that come after us.",
    "I trust that you will make the right decision for British Columbians.",
    "Please do not ignore the people who live here.",
    "",
    "",
    "",
)
WHO: Final = (
    "my neighbour across the lane",
    "the fellow who runs the marina",
    "our volunteer fire chief",
    "a cousin of mine in Terrace",
    "the woman at the feed store",
    "my late father",
    "everybody at our strata meeting",
    "the crew that I work with",
    "a friend who drives truck",
    "the elder who taught my kids",
    "our letter carrier",
    "the coach of my daughter's team",
    "a retired forester on our street",
    "two of my co-workers",
    "the couple who bought the motel",
    "my sister-in-law, a nurse,",
    "half of the people at church",
    "the students that I teach",
    "an engineer whom I trust",
    "the mayor before this one",
    "our family doctor",
    "the bus driver",
    "some of the old-timers",
    "the young family next door",
    "my accountant",
    "the park warden",
)
SAID: Final = (
    "told me that",
    "keeps saying that",
    "used to believe that",
    "has come to think that",
    "worries because",
    "showed me figures that say",
    "laughed when I asked whether",
    "would bet money that",
    "was told at the open house that",
    "found out by accident that",
    "will not admit that",
    "wrote to the paper to say that",
    "has learned the hard way that",
    "never believed that",
    "is quite certain that",
    "heard on the radio that",
)
THINGS: Final = (
    "the road past the mill",
    "the creek behind us",
    "the price of it",
    "the map in the appendix",
    "a smaller project",
    "the fee",
    "the noise at night",
    "the other province",
    "the inspector",
    "a permit",
    "the consultant's report",
    "the crew",
    "winter",
    "the online form",
    "the old system",
    "the schedule",
    "half of the plan",
    "the run of salmon",
    "a bit of patience",
    "tourism",
    "the empty lot",
    "the water table",
    "our ferry",
    "the ministry",
    "the hearing",
    "the detour",
    "this survey",
    "the school board",
    "the clinic",
    "our volunteer hall",
    "the dike",
    "a good map",
)
DO: Final = (
    "cannot carry any more trucks",
    "runs brown after each rain",
    "has doubled without a reason",
    "leaves out our side of the river",
    "would have done the job",
    "hits those who have least",
    "carries right up the hill",
    "solved this ten years ago",
    "comes once and never again",
    "takes a whole year to arrive",
    "has never been north of Hope",
    "goes home before dark",
    "shows what falls apart",
    "cannot be read on a telephone",
    "was not so bad after all",
    "misses the children who walk",
    "was settled before we were asked",
    "came back last fall",
    "would cost nobody anything",
    "brings in less than people think",
    "has weeds as tall as me",
    "drops a little every August",
    "is the first thing to be cut",
    "answers letters with letters",
    "drew three people and a dog",
    "adds forty minutes each way",
    "asks the wrong things",
    "forgot about the portables",
    "lost its last nurse in May",
    "needs a roof and a furnace",
    "held by luck in 2021",
    "fits on one sheet of paper",
    "never sees a snowplough",
    "was promised under three premiers",
    "depends on who picks up the phone",
    "pays for itself",
    "looks fine on a sunny day",
    "will outlast all of us",
    "belongs to everybody",
    "changed hands twice since then",
    "was built for half as many",
    "smells of diesel by noon",
)
LINKS: Final = (
    "so",
    "and that is why",
    "but",
    "although",
    "and still",
    "which means that",
    "yet somehow",
    "and I say that because",
    "even if",
    "while",
    "and frankly",
    "whereas",
)
SO: Final = (
    "I would try it for a year",
    "we pay for it twice",
    "I changed my mind",
    "nobody measures it",
    "I could live with a compromise",
    "it makes me angry",
    "I have no better idea",
    "some of us would pay more tax",
    "the schools come first",
    "people have to get to work",
    "nobody at the meeting denied it",
    "the regional district should decide",
    "I voted for you",
    "it can be done in stages",
    "the nations should be asked first",
    "I think of moving away",
    "the big companies like it well",
    "we could see the data ourselves",
    "my kids see it otherwise",
    "it is thirty years too late",
    "good neighbours talk",
    "the fix is cheap",
    "we all saw it coming",
    "the answer is on the ground",
    "I sleep badly",
    "it worked in Alberta",
    "trust is gone",
    "the price will be paid in any case",
    "I wish you luck",
    "my pension does not grow",
)
SHORT: Final = (
    "No.",
    "Yes",
    "I agree",
    "I agree.",
    "Agreed!",
    "no comment",
    "Bad idea.",
    "Good idea",
    "Thanks",
    "I support this proposal.",
    "I do not support this.",
    "This is a great plan!",
    "Terrible idea.",
    "Please do not do this.",
    "Strongly opposed",
    "Strongly support",
    "Just do it already",
    "I agree with this proposal",
    "Waste of money",
    "More consultation please",
    "???",
    "\U0001f44d",
    "This is a waste of taxpayers' money.",
    "Not in my backyard.",
    "I disagree with this.",
    "Do it!",
    "Oui",
    "Je suis d'accord.",
    "Non merci",
    "See above",
    "N/A",
    "n/a",
    "None",
    "test",
)
FRENCH_WHO: Final = (
    "mon voisin d'en face",
    "la dame de la boulangerie",
    "notre chef des pompiers",
    "mon beau-frère",
    "la directrice de l'école",
    "un pêcheur de la baie",
    "mon médecin",
    "le chauffeur d'autobus",
    "ma fille aînée",
    "un ancien bûcheron",
    "le curé de la paroisse",
    "notre comptable",
)
FRENCH_SAID: Final = (
    "m'a dit que",
    "croit encore que",
    "s'inquiète parce que",
    "a appris trop tard que",
    "répète depuis des mois que",
    "n'aurait jamais pensé que",
    "jure que",
    "m'a montré que",
)
FRENCH_THINGS: Final = (
    "le prix des travaux",
    "la route du moulin",
    "la rivière",
    "la carte",
    "le quai",
    "notre quartier",
    "le formulaire",
    "la digue",
    "le conseil scolaire",
    "l'horaire",
    "la clinique",
    "le bruit",
    "l'inspecteur",
    "la forêt",
    "le budget",
    "la moitié du plan",
    "le détour",
    "l'hiver",
)
FRENCH_DO: Final = (
    "a doublé en deux ans",
    "ne sert qu'aux touristes",
    "déborde chaque printemps",
    "oublie les gens de la rive nord",
    "arrive toujours en retard",
    "coûtera plus que prévu",
    "ne règle rien pour les jeunes",
    "suffirait sans l'agrandissement",
    "monte jusqu'à la colline",
    "n'a jamais été mesuré",
    "plaît surtout aux consultants",
    "fait fuir les familles",
    "mérite mieux que cela",
    "tient avec de la ficelle",
    "revient à la case départ",
    "finira bien après l'hiver",
    "ignore ce que disent les pêcheurs",
    "se voit de partout",
)
FRENCH_SO: Final = (
    "et je le regrette",
    "mais rien ne presse",
    "alors commencez par l'école",
    "et tout le monde paie",
    "ce qui me fait sourire",
    "donc il faut attendre",
    "mais mon voisin dit le contraire",
    "et nous le savions déjà",
    "sans que personne s'étonne",
    "et c'est dommage",
)


def french_sentence(chosen: random.Random) -> str:
    """The same for those who write French."""
    said = f"{chosen.choice(FRENCH_THINGS)} {chosen.choice(FRENCH_DO)}"
    if chosen.random() < 0.6:
        said = f"{chosen.choice(FRENCH_WHO)} {chosen.choice(FRENCH_SAID)} {said}"
    if chosen.random() < 0.6:
        said += f", {chosen.choice(FRENCH_SO)}"
    return f"{said[0].upper()}{said[1:]}."


def sentence(chosen: random.Random) -> str:
    """One sentence that hardly anybody else will write."""
    said = f"{chosen.choice(THINGS)} {chosen.choice(DO)}"
    parts = [said]
    if chosen.random() < 0.6:
        parts = [chosen.choice(WHO), chosen.choice(SAID), said]
    if chosen.random() < 0.3:
        parts.append(f"since {chosen.randint(1961, 2024)}")
    if chosen.random() < 0.6:
        parts[-1] += ","
        parts += [chosen.choice(LINKS), chosen.choice(SO)]
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def stranger(chosen: random.Random) -> str:
    """A comment of one to twelve sentences, or a very short one."""
    kind = chosen.random()
    if kind < 0.08:
        return chosen.choice(SHORT)
    if kind < 0.12:
        picked = [french_sentence(chosen) for _ in range(chosen.randint(1, 4))]
        opening = f"Je vous écris pour exprimer mon opposition à {chosen.choice(TOPICS)}."
        return " ".join([*([opening] if chosen.random() < 0.4 else []), *picked])
    sentences = []
    if chosen.random() < 0.5:
        sentences.append(chosen.choice(STOCK).replace("{topic}", chosen.choice(TOPICS)))
    sentences += [sentence(chosen) for _ in range(chosen.choice((1, 2, 2, 3, 4, 5, 7)))]
    sentences.append(chosen.choice(CLOSINGS))
    return " ".join(filter(None, sentences))
