import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.text import clean_plain
from engage.privacy.contacts import ContactKind, Finding, describe, find_contacts

CONTACTS = [
    ("email", "Write to jane.doe@example.com please", "jane.doe@example.com"),
    ("email", "(jane+bus@mail.example.co.uk)", "jane+bus@mail.example.co.uk"),
    ("email", "mailto:jane@example.org.", "jane@example.org"),
    ("email", "écrivez à zoé@exemple.ca", "zoé@exemple.ca"),
    ("email", "I am jane at example dot com, thanks", "jane at example dot com"),
    ("email", "jane.doe (at) example (dot) ca", "jane.doe (at) example (dot) ca"),
    ("email", "jane[at]example.com", "jane[at]example.com"),
    ("email", "JANE AT MAIL DOT EXAMPLE DOT ORG", "JANE AT MAIL DOT EXAMPLE DOT ORG"),
    ("email", "marie arobase exemple point ca", "marie arobase exemple point ca"),
    ("phone", "call 604-555-0123", "604-555-0123"),
    ("phone", "call (250) 555-0123 now", "(250) 555-0123"),
    ("phone", "250.555.0130", "250.555.0130"),
    ("phone", "1-236-555-0197", "1-236-555-0197"),
    ("phone", "+1 778 555 0182.", "+1 778 555 0182"),
    ("phone", "7785550118 any time", "7785550118"),
    ("phone", "672 - 555 - 0101", "672 - 555 - 0101"),
    ("phone", "+44 20 7946 0958", "+44 20 7946 0958"),
    ("phone", "我房东电话+1 604 555 0157，他", "+1 604 555 0157"),  # noqa: RUF001
    ("phone", "604\u2011555\u20110123", "604\u2011555\u20110123"),
    ("phone", "call me at 555-0123", "555-0123"),
    ("phone", "٦٠٤-٥٥٥-٠١٢٣", "٦٠٤-٥٥٥-٠١٢٣"),  # noqa: RUF001
    ("sin", "my SIN is 046 454 286", "046 454 286"),
    ("sin", "046-454-286", "046-454-286"),
    ("sin", "SIN: 046454286", "046454286"),
    ("sin", "sin 046 454 287 (mistyped)", "046 454 287"),
    ("sin", "social insurance number 918556275", "918556275"),
    ("phn", "9698 658 215", "9698 658 215"),
    ("phn", "My number is 9698658215", "9698658215"),
    ("phn", "PHN 9698-658-210", "9698-658-210"),
    ("credit_card", "4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("credit_card", "card 5105-1051-0510-5100", "5105-1051-0510-5100"),
    ("credit_card", "3782 822463 10005", "3782 822463 10005"),
    ("credit_card", "4242424242424242 was charged", "4242424242424242"),
    ("postal_code", "Victoria V8W 9E1", "V8W 9E1"),
    ("postal_code", "we are v2g1n4", "v2g1n4"),
    ("street_address", "I live at 88 Lamming Mills Drive.", "88 Lamming Mills Drive"),
    ("street_address", "216 Kalum Street", "216 Kalum Street"),
    ("street_address", "1612 East 6th Avenue", "1612 East 6th Avenue"),
    ("street_address", "at 305 - 2690 Quadra St, upstairs", "305 - 2690 Quadra St"),
    ("street_address", "4410 squilax-anglemont road", "4410 squilax-anglemont road"),
    ("street_address", "me: 6 linden court", "6 linden court"),
    ("street_address", "12B Miners Bay Ln", "12B Miners Bay Ln"),
    ("street_address", "PO Box 904, Ucluelet", "PO Box 904"),
    ("street_address", "RR #2", "RR #2"),
    ("street_address", "au 45, rue des Érables", "45, rue des Érables"),
    ("ip", "from 192.0.2.21.", "192.0.2.21"),
    ("ip", "from 2001:db8:0:1:a:b:c:d", "2001:db8:0:1:a:b:c:d"),
]


@pytest.mark.parametrize(("kind", "text", "part"), CONTACTS, ids=[c[1] for c in CONTACTS])
def test_contact_is_found_where_it_stands(kind: str, text: str, part: str) -> None:
    (finding,) = find_contacts(text)
    assert finding.kind == kind
    assert text[finding.start : finding.end] == part


ORDINARY = [
    "It cost $1,250,000 in 2019 and $1.5 million in 2020-2021.",
    "$604 555 0123 dollars",
    "Between 2019 and 2026 the fare rose from 2.50 to 3.75, that is 50%.",
    "The bus at 10:45 leaves at 10:30:45 on 2026-03-14, or 14/03/2026.",
    "Highway 16, Highway 97 and Hwy 3A are closed at km 118.5.",
    "Section 26(c) of the Act, RSBC 1996, c. 165, s. 33.1(1)(b)",
    "Bill 14, S.B.C. 2021, c. 39, ss. 12-15",
    "Paragraph 10.2.1.4 of the guideline contradicts 10.2.1.6.",
    "Version 2.14.3.1 of the app",
    "It is a 20 minute drive, a 3 hour drive in snow, on a 2 lane road.",
    "There are 30 km of gravel road and 12 busy streets.",
    "4 people walk, 10 trucks drive past and 2 kids play on our street.",
    "In 2019 Quadra Street got a bike lane.",
    "Highway 16 East Road is closed.",
    "The road to 100 Mile House and 150 Mile House",
    "We want 3 Fort St. John stops",
    "Our town has 3 thousand people, 2 schools and 1 court.",
    "Look at engage.gov.bc.ca, or at amazon.ca.",
    "We met at the park, dot your i's, and com is not a word.",
    "@premier and @citizens should listen: a@b",
    "12 000 000 people, 250 000 000 dollars, 100 200 300",
    "Population 1,234,567,890",
    "555-0123 is a part number",
    "file #6045550123",
    "0000 0000 0000 0000",
    "1111111111111111",
    "ISBN 978-3-16-148410-0",
    "order A6045550123B",
    "Route 99 B-line, H1N1, V6 engine, B2B, COVID-19, K1 2",
    "in the ratio 1:2:3:4, from 8:00 to 17:00",
    "std::vector and a::b",
    "3 rues, 2 avenues, 12 chemins",
    "The 95 Avenue stop is dark, and 8 Avenue to 16 Avenue is narrow.",
    "I was at example for 2 hours",
    "0.1234567 and 123456.7890123",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_number_is_left_alone(text: str) -> None:
    assert [text[f.start : f.end] for f in find_contacts(text)] == []


def test_findings_stand_in_the_order_of_the_text() -> None:
    text = "V8W 9E1, 604-555-0123, jane@example.com, 216 Kalum Street"
    kinds = [finding.kind for finding in find_contacts(text)]
    assert kinds == ["postal_code", "phone", "email", "street_address"]


def test_neighbouring_numbers_are_told_apart() -> None:
    text = "PHN 9698 658 215 604-555-0123 046-454-286"
    assert [finding.kind for finding in find_contacts(text)] == ["phn", "phone", "sin"]


def test_spans_count_code_points() -> None:
    text = "👩‍👧 é 𝒳 jane@example.com"  # noqa: RUF001
    (finding,) = find_contacts(text)
    assert text[finding.start : finding.end] == "jane@example.com"


def test_reasons_are_said_once_each_in_plain_words() -> None:
    findings = find_contacts("604-555-0123, 250-555-0123, jane@example.com")
    assert describe(findings) == (
        "This looks like a telephone number.",
        "This looks like an e-mail address.",
    )
    assert describe(()) == ()


def test_finding_carries_no_text() -> None:
    (finding,) = find_contacts("Call 604-555-0123")
    assert "0123" not in repr(finding)


def test_every_kind_has_its_words() -> None:
    reasons = {Finding.of(kind, 0, 1).reason for kind in ContactKind}
    assert len(reasons) == len(ContactKind)


def assert_sound(text: str) -> None:
    end = 0
    for finding in find_contacts(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@given(st.text())
def test_any_text_gives_spans_inside_it(text: str) -> None:
    assert_sound(text)


@given(st.text(st.sampled_from("0123456789 -.()+/@:$#abVSt\n٦é"), max_size=300))
def test_numbers_and_signs_in_any_order_give_spans_inside_them(text: str) -> None:
    assert_sound(text)


WORDS = st.text(st.sampled_from("abcdefghijk ,."), max_size=40)


@given(st.sampled_from(CONTACTS), WORDS, WORDS)
def test_contact_is_found_among_other_words(
    contact: tuple[str, str, str], before: str, after: str
) -> None:
    kind, text, _ = contact
    sentence = f"{before}.\n{text}\n{after}"
    assert kind in [finding.kind for finding in find_contacts(sentence)]


@given(st.integers(200, 999), st.integers(0, 9999))
def test_number_of_any_british_columbian_line_is_found(exchange: int, line: int) -> None:
    if exchange % 100 == 11:  # 211 to 911 are services, never exchanges
        exchange += 1
    (finding,) = find_contacts(f"Ring 250-{exchange}-{line:04}!")
    assert finding.kind is ContactKind.PHONE


HOSTILE = [
    *"a19 @.:-(",
    *("1 ", "604-", "604-555-0123 ", "4111 1111 1111 1111 ", "1-1", "+1", "1.1.", "1:", "a@b."),
    *("a at b dot ", "a (at) b dot c ", "12 Main ", "1 A B C D ", "V8V ", "P.O.", "12 rue "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_thousand_hostile_characters_are_searched(piece: str) -> None:
    assert_sound((piece * 100_000)[:100_000])


def test_unseen_characters_hide_nothing_from_the_check_after_cleaning() -> None:
    typed = "604\u200b-555\u200d-01\u00ad23 and jane\u2060@example\ufeff.com"
    kinds = [finding.kind for finding in find_contacts(clean_plain(typed))]
    assert kinds == ["phone", "email"]


def test_nearly_all_contacts_of_the_labelled_comments_are_found(shared_data: Path) -> None:
    kinds = {kind.name for kind in ContactKind if kind is not ContactKind.PERSON}
    wanted = found = right = given_out = 0
    for line in (shared_data / "pii" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        comment = json.loads(line)
        spans = [span for span in comment["spans"] if span["type"] in kinds]
        findings = find_contacts(comment["text"])

        def meet(finding: Finding, span: dict[str, object]) -> bool:
            return (
                finding.kind.name == span["type"]
                and finding.start < int(str(span["end"]))
                and int(str(span["start"])) < finding.end
            )

        wanted += len(spans)
        found += sum(any(meet(finding, span) for finding in findings) for span in spans)
        given_out += len(findings)
        right += sum(any(meet(finding, span) for span in spans) for finding in findings)
    assert found / wanted > 0.95
    assert right / given_out > 0.95
