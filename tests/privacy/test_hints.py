"""What is seen at a glance never hides what a search would find."""

from hypothesis import example, given
from hypothesis import strategies as st

from engage.privacy.contacts import find_contacts, search
from engage.privacy.hints import PROVIDERS, Hints, hints_of
from tests.privacy.test_contacts import CONTACTS

PIECES = [
    "jane",
    "jane.doe",
    "at",
    "At",
    "AT",
    "arobase",
    "AROBASE",
    "dot",
    "DOT",
    "point",
    "Point",
    "@",
    "(at)",
    "[at]",
    "{",
    "at",
    "}",
    "<@>",
    "(",
    "@",
    ")",
    "com",
    "ca",
    ".ca",
    "example",
    "example.com",
    "gmail",
    "Gmail",
    "hotmail.com",
    "(dot)",
    ".",
    ",",
    "-",
    ":",
    "::",
    "/",
    "#",
    "+",
    "(",
    ")",
    "six",
    "oh",
    "o",
    "four",
    "five",
    "five",
    "Six",
    "double",
    "triple",
    "zero",
    "nine",
    "nought",
    "1",
    "2",
    "7",
    "12",
    "250",
    "555",
    "0199",
    "2505550199",
    "604-555-0123",
    "1203",
    "2019",
    "$12",
    "10.0.0.1",
    "203.0.113.77",
    "fe80::1f",
    "2001:db8::7",
    "a::b",
    "V0W",
    "1A0",
    "v0w1a0",
    "K1A",
    "PHN",
    "SIN",
    "046",
    "454",
    "286",
    "call",
    "Street",
    "St.",
    "street",
    "Discovery",
    "Road",
    "road",
    "Rue",
    "rue",
    "chemin",
    "de",
    "la",
    "Paix",
    "Box",
    "BOX",
    "box",
    "P.O.",
    "PO",
    "RR",
    "R.R.",
    "Site",
    "Comp.",
    "Unit",
    "unit",
    "Suite",
    "Apt.",
    "Apartment",
    "#4",
    "General",
    "Delivery",
    "Case",
    "postale",
]
PIECES += [
    "\u017fite",
    "\u017fix",
    "\u017fhaw",
    "\u212aelvin",
    "gma\u0131l",
    "\u0130",
    "\u2013",
    "\u00a0",
]
PIECES += ["\u2011", "\uff16\uff10\uff14", "\u0662\u0665\u0660", "é", "\u2019"]
GLUE = ("", " ", "  ", "\n", ", ", "-", ".", ". ", " - ")
texts = st.lists(
    st.tuples(st.sampled_from([*PIECES, *PROVIDERS]), st.sampled_from(GLUE)), max_size=24
).map(lambda pairs: "".join(piece + glue for piece, glue in pairs))


@given(st.one_of(texts, st.text(max_size=80)))
@example("six-oh-four.five,five five.(oh one nine nine)")
@example("(six oh four five five five)")
@example("(double five oh four double oh seven)")
@example("jane at at gmail.com")
@example("JANE(AT)EXAMPLE.COM")
@example("bob at \u017fhaw.ca")
@example("bob at gma\u0131l dot com")
@example("12 ruelle des Pins")
@example("R.R. #3, Site 4, Comp. 5")
def test_a_glance_loses_nothing(text: str) -> None:
    assert find_contacts(text) == search(text, Hints())


def test_a_glance_loses_none_of_the_examples() -> None:
    for _, text, _ in CONTACTS:
        assert find_contacts(text) == search(text, Hints()) != ()


def test_most_texts_are_done_at_a_glance() -> None:
    plain = "The bus at the mill should run until one, and the stop by the bridge is dark at night."
    assert not any(getattr(hints_of(plain), one) for one in Hints.__dataclass_fields__)
