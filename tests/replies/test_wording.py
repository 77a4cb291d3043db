"""The check of official texts: what each rule finds, what it leaves alone, that it always ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.text import clean_plain
from engage.governance.wording import (
    Concern,
    Context,
    Rule,
    Spot,
    Weight,
    check_text,
    linked,
    marked,
    safe_href,
)
from engage.governance.wording.phrases import table
from engage.governance.wording.reading import grade_of

GOV = ("gov.bc.ca", "victoria1.gov.bc.ca")
KNOWN = Context(
    staff_domains=GOV,
    agency_lines=frozenset({"2505550199"}),
    agency_words=("Citizen Engagement, PO Box 9409, Victoria", "100 Government Street"),
)


def found(text: str, rule: Rule, context: Context = KNOWN) -> list[str]:
    concerns = check_text(text, context)
    return [text[one.start : one.end] for one in concerns if one.rule is rule and one.end]


def instead(text: str, rule: Rule) -> list[str]:
    return [one.instead for one in check_text(text, KNOWN) if one.rule is rule]


@pytest.mark.parametrize(
    "text",
    [
        "Call 250 387-1234.",
        "Text me: (604) 555-0134 please",
        "Write to jane.doe@gmail.com.",
        "Write to jane@gov.bc.ca.example.com.",
        "Write to jane dot doe at gmail dot com",
        "My SIN is 046 454 286.",
    ],
)
def test_personal_contacts_block(text: str) -> None:
    concerns = [one for one in check_text(text, KNOWN) if one.rule is Rule.CONTACTS]
    assert [one.weight for one in concerns] == [Weight.BLOCKS]


@pytest.mark.parametrize(
    "text",
    [
        "Write to engage@gov.bc.ca.",
        "Write to engage@Victoria1.Gov.BC.CA today.",
        "Call Service BC at 250 387-6121 or 1-800-663-7867.",
        "Call 1 866 555-0123, it is free.",
        "Call our team at 250-555-0199.",
        "Write to PO Box 9409, or come to 100 Government Street.",
        "See https://www2.gov.bc.ca/gov/content?id=2503871234.",
        "In 2019 we counted 1,250 buses on Highway 1.",
    ],
)
def test_what_the_province_gives_out_passes(text: str) -> None:
    assert found(text, Rule.CONTACTS) == []
    assert found(text, Rule.ADDRESSES) == []


def test_another_street_address_is_asked_about() -> None:
    assert found("Come to 88 Lamming Mills Drive.", Rule.ADDRESSES) == ["88 Lamming Mills Drive"]


@pytest.mark.parametrize(
    "link",
    [
        "http://www2.gov.bc.ca/buses",
        "https://bit.ly/3abc",
        "https://www.tinyurl.com/x",
        "https://142.34.1.7/x",
        "https://[2001:db8::1]/x",
        "https://2383938823/x",
        "https://0x8e220107/x",
        "https://xn--gv-mia.bc.ca/",
        "https://g\u043ev.bc.ca/",
        "https://gov.bc.ca.evil.example/x",
        "https://g0v.bc.ca/x",
        "https://gov-bc.ca/x",
        "https://gov.bc.ca@evil.example/x",
        "https://user:word@www2.gov.bc.ca/",
        "https://www2.gov.bc.ca:8443/x",
        "https://downloads.example/setup.exe",
        "ftp://files.example/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://localhost/x",
        "www.example.com",
        "bit.ly/3abc",
        "https://" + "a" * 600 + ".example/",
    ],
)
def test_unsafe_links_block_and_become_no_link(link: str) -> None:
    text = f"See {link} for more."
    concerns = [one for one in check_text(text, KNOWN) if one.rule is Rule.LINKS]
    assert [one.weight for one in concerns] == [Weight.BLOCKS]
    assert safe_href(link, GOV) == ""
    hrefs = [piece.href for lines in linked(text, GOV) for line in lines for piece in line]
    assert not any(hrefs)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("See https://www2.gov.bc.ca/a/b?c=d#e.", "https://www2.gov.bc.ca/a/b?c=d#e"),
        ("(https://bcstats.example/x_(y))", "https://bcstats.example/x_(y)"),
        ("https://translink.example", "https://translink.example"),
        ("\u201chttps://www.bchydro.example/\u201d!", "https://www.bchydro.example/"),
    ],
)
def test_safe_links_become_links_without_what_ends_the_sentence(text: str, href: str) -> None:
    assert found(text, Rule.LINKS) == []
    pieces = [piece for lines in linked(text, GOV) for line in lines for piece in line]
    assert [piece.href for piece in pieces if piece.href] == [href]
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("This is before the courts.", Rule.COURTS, ["before the courts"]),
        ("A lawsuit was filed.", Rule.COURTS, ["lawsuit"]),
        ("He was charged with theft.", Rule.COURTS, ["charged with"]),
        ("The tennis court is open.", Rule.COURTS, []),
        ("A trial of the night bus starts in May.", Rule.COURTS, []),
        ("We sent it to Treasury Board.", Rule.CONFIDENTIAL, ["Treasury Board"]),
        ("The draft\nbill is ready.", Rule.CONFIDENTIAL, ["draft\nbill"]),
        ("Put it in the filing cabinet.", Rule.CONFIDENTIAL, []),
        ("Cabinet has not decided.", Rule.CONFIDENTIAL, ["Cabinet"]),
        ("We gave advice to the Minister.", Rule.CONFIDENTIAL, ["advice to the Minister"]),
        ("They call it \u201cconfidential\u201d.", Rule.CONFIDENTIAL, ["confidential"]),
        ("See https://laws.example/tribunal/x", Rule.COURTS, []),
        ("Buses run at night.", Rule.CONFIDENTIAL, []),
    ],
)
def test_matters_that_need_an_answer(text: str, rule: Rule, words: list[str]) -> None:
    assert found(text, rule) == words
    assert {one.weight for one in check_text(text, KNOWN) if one.rule is rule} <= {Weight.ANSWER}


def test_other_people_need_an_answer_or_a_law() -> None:
    people = (Spot(0, 8, "A name."),)
    asked = check_text("Jane Roe drives.", Context(people=people))
    passed = check_text("Jane Roe drives.", Context(people=people, authority="s. 33 of FOIPPA"))
    assert [(one.rule, one.weight) for one in asked] == [(Rule.THIRD_PARTY, Weight.ANSWER)]
    assert [(one.rule, one.weight) for one in passed] == [(Rule.THIRD_PARTY, Weight.ADVICE)]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The color of the center", ["colour", "centre"]),
        ("Neighbors traveled. CANCELED", ["Neighbours", "travelled", "CANCELLED"]),
        ("You need a license to practice.", ["a licence", "to practise"]),
        ("Licenced drivers organise a programme", ["Licensed", "organize", "program"]),
        ("your driver\u2019s license", ["driver's licence"]),
        ("Colorado, centerpiece and laboratory stay.", []),
        ("The colour of the centre, a licence to license.", []),
        ("A color-coded, city-center map", ["colour", "centre"]),
        ("They wrote \u201cthe color of money\u201d.", []),
        ('The sign says "city center".', []),
        ("> the color they wrote\nOur words.", []),
        ("See https://color.example/center.", []),
        ("Write to color@gov.bc.ca.", []),
    ],
)
def test_canadian_spelling_outside_quotations_and_links(text: str, spelled: list[str]) -> None:
    assert instead(text, Rule.SPELLING) == spelled


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("The chairman spoke to the elderly.", ["chair", "older people"]),
        ("Wheelchair-bound riders", ["Who uses a wheelchair"]),
        ("The Indian Act is a law.", []),
        ("Native plants grow here.", []),
        ("Aboriginal title is a right.", []),
        ("Our natives", ["Indigenous peoples"]),
    ],
)
def test_words_that_leave_people_out(text: str, better: list[str]) -> None:
    assert instead(text, Rule.BIAS) == better


def test_plain_words_are_offered() -> None:
    assert instead("We utilize this in order to help.", Rule.PLAIN) == ["use", "to"]


def test_a_long_sentence_is_shown_where_it_stands() -> None:
    long = "We " + "really " * 30 + "do."
    text = f"Short one. {long} Another."
    assert found(text, Rule.SENTENCES) == [long]


def test_the_grade_rises_with_words_and_sentences() -> None:
    easy = "We read what you said. You want more buses. We will run more buses at night. " * 3
    hard = (
        "Notwithstanding the aforementioned considerations, implementation of the transformative"
        " intermunicipal transportation methodology necessitates operationalization of numerous"
        " organizational prioritization mechanisms across participating jurisdictions, whose"
        " representatives subsequently communicate determinations."
    )
    assert grade_of("Two words.") == 0
    assert grade_of(easy) <= 5
    assert grade_of(hard * 2) > 12
    assert any(one.start == one.end for one in check_text(hard * 2, KNOWN))
    assert not any(one.rule is Rule.SENTENCES for one in check_text(easy, KNOWN))


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("WE HEARD YOU.", ["WE HEARD YOU"]),
        ("Thank you!!", ["!!"]),
        ("FOIPPA and BC Transit stay.", []),
        ("IMPORTANT: read this.", ["IMPORTANT"]),
        ("BC NDP and UBC SFU", []),
        ("\u4ea4\u901a\u5f88\u597d\u6211\u4eec\u77e5\u9053", []),
    ],
)
def test_shouting(text: str, loud: list[str]) -> None:
    assert found(text, Rule.TONE) == loud


@pytest.mark.parametrize("name", ["spelling", "plain", "fair"])
def test_every_list_offers_something_else(name: str) -> None:
    for word, better in table(name)["words"].items():
        assert word == word.lower()
        assert better
        assert word != better.lower()


def test_what_is_offered_is_not_itself_in_the_list_of_spellings() -> None:
    offered = {stem["to"] + end for stem in table("spelling")["stems"] for end in stem["endings"]}
    assert [word for word in sorted(offered) if instead(word, Rule.SPELLING)] == []


@given(st.text(max_size=400))
def test_any_text_is_checked_marked_and_linked_without_loss(raw: str) -> None:
    text = clean_plain(raw)
    concerns = check_text(text, KNOWN)
    assert all(0 <= one.start <= one.end <= len(text) for one in concerns)
    assert "".join(stretch.text for stretch in marked(text, concerns)) == text
    for lines in linked(text, GOV):
        for line in lines:
            assert all(piece.text and piece.href in ("", piece.text) for piece in line)


@given(
    st.lists(
        st.sampled_from(
            ["https://", "gov.bc.ca", "@", "/", "\u201c", '"', "!", "court", "color", "(", "]", "A",
             ".", " ", "\n", ">", "www.", "250", "-", "\u0301", "\u202e", "javascript:"]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_bits_of_links_and_quotations_in_any_order(bits: list[str]) -> None:
    text = clean_plain("".join(bits))
    for lines in linked(text, GOV):
        for line in lines:
            for piece in line:
                assert piece.href == "" or piece.href.startswith("https://")
    assert check_text(text, KNOWN) == check_text(text, KNOWN)


@given(
    st.text(alphabet="abc ", min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_each_stretch_carries_exactly_the_concerns_about_it(
    text: str, spans: list[tuple[int, int]]
) -> None:
    concerns = [
        Concern(Rule.TONE, Weight.ADVICE, min(span), max(span), "x")
        for span in spans
        if max(span) <= len(text)
    ]
    position = 0
    for stretch in marked(text, concerns):
        for place in range(position, position + len(stretch.text)):
            here = {n for n, one in enumerate(concerns, 1) if one.start <= place < one.end}
            assert here == set(stretch.concerns)
        position += len(stretch.text)


@pytest.mark.parametrize("bit", ["(", "https://)", "a.", "!", '"', "\u201c", "court ", "A ", "1 "])
def test_a_very_long_text_is_checked_to_its_end(bit: str) -> None:
    text = bit * (50_000 // len(bit)) + " the color"
    assert isinstance(check_text(text, KNOWN), tuple)
