"""Attributions in languages that nobody listed, charsets by their wider names, dashes in prose."""

import pytest

from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import OWN, mail

ATTRIBUTIONS = (
    "Sam Lee <sam@example.ca> 于2026年3月1日周日 10:00写道\uff1a",
    "2026年3月1日(日) 10:00 Sam Lee <sam@example.ca>:",
    "2026. 3. 1. 오전 10:00, Sam Lee <sam@example.ca> 작성:",
    "Dne ne 1. 3. 2026 10:00 uživatel Sam Lee <sam@example.ca> napsal:",
    "Em dom., 1 de mar. de 2026 às 10:00, Sam Lee <sam@example.ca> escreveu:",
    "Vào CN, 1 thg 3, 2026 vào lúc 10:00 Sam Lee <sam@example.ca> đã viết:",
    "في الأحد، 1 مارس 2026 10:00، كتب Sam Lee <sam@example.ca>:",
)


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_a_line_with_address_and_date_above_a_quotation_is_cut_in_any_language(line: str) -> None:
    read = read_message(
        mail(
            f"{OWN}\n\n{line}\n\n> Hello\n> there\n",
            subject="Re: x",
            headers="In-Reply-To: <a@b>\n",
        )
    )
    assert read.text == OWN
    assert read.cut.startswith(line.split(" ", 1)[0])


def test_the_same_line_above_words_that_are_not_marked_is_the_author_s() -> None:
    written = f"{OWN}\n\n{ATTRIBUTIONS[0]}\nmore buses at night"
    assert read_message(mail(written)).text == written


@pytest.mark.parametrize(
    ("declared", "written", "words"),
    [
        ("gb2312", "gbk", "這條線路的夜班車很好。"),
        ("gbk", "gb18030", "夜班车很重要 ㈱ 𠮷"),
        ("euc-kr", "cp949", "밤 버스 똠방각하"),
        ("shift_jis", "cp932", "夜行バス①"),
        ("big5", "big5hkscs", "夜間巴士喺度"),
        ("iso-8859-9", "cp1254", "“Gece otobüsü” \u2013 şimdi"),
    ],
)
def test_a_charset_is_read_as_the_wider_one_that_programs_mean(
    declared: str, written: str, words: str
) -> None:
    assert decoded(words.encode(written), declared) == words


@pytest.mark.parametrize("dash", ["--", "\u2014"])
def test_dashes_that_part_what_somebody_says_begin_no_signature(dash: str) -> None:
    written = f"First point: the fare.\n{dash}\nSecond point: the hours.\n---\nThird point: safety."
    assert read_message(mail(written)).text == written


@pytest.mark.parametrize("mark", ["-- ", "--"])
def test_a_signature_with_a_drawn_line_in_it_is_one_all_the_same(mark: str) -> None:
    written = f"{OWN}\n\n{mark}\nRobin Sample\n-----\nThe Example Company\n250-555-0142\n"
    assert read_message(mail(written)).text == OWN
