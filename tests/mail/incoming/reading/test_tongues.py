"""What programs set to other languages write around a letter, and manners of single programs."""

# ruff: noqa: RUF001

import pytest

from engage.mail.incoming.reading.message import read_message
from tests.mail.incoming.reading.making import OWN, html, mail, several

RE = {"subject": "Re: The ferry", "headers": "In-Reply-To: <ours@gov.bc.ca>\n"}

BLOCKS = {
    "Chinese": "发件人: Sam\n发送时间: 2026年3月1日 10:00\n收件人: Robin\n主题: 渡轮",
    "Chinese of Taiwan": "寄件者: Sam\n寄件日期: 2026年3月1日\n收件者: Robin\n主旨: 渡輪",
    "a separator of QQ": "------------------ 原始邮件 ------------------\n发件人: Sam;\n主题: x",
    "Korean": "보낸 사람: Sam\n보낸 날짜: 2026년 3월 1일\n받는 사람: Robin\n제목: 페리",
    "Japanese": "差出人: Sam\n送信日時: 2026年3月1日 10:00\n宛先: Robin\n件名: フェリー",
    "Spanish": "De: Sam\nEnviado: domingo, 1 de marzo de 2026 10:00\nPara: Robin\nAsunto: Ferry",
    "Italian": "Da: Sam\nInviato: domenica 1 marzo 2026 10:00\nA: Robin\nOggetto: Traghetto",
    "Russian": "От: Sam\nОтправлено: 1 марта 2026 г. 10:00\nКому: Robin\nТема: Паром",
    "Vietnamese": "Từ: Sam\nNgày: 1 tháng 3, 2026\nĐến: Robin\nChủ đề: Phà",
    "GroupWise": ">>> Sam Lee <sam@example.ca> 3/1/2026 10:00 AM >>>",
}
TAGS = (
    "发自我的iPhone",
    "從我的 iPhone 傳送",
    "나의 iPhone에서 보냄",
    "iPhoneから送信",
    "Enviado desde mi iPhone",
    "Enviado do meu Galaxy",
    "Von meinem iPhone gesendet",
    "Inviato da iPhone",
    "Отправлено с iPhone",
    "Gửi từ iPhone của tôi",
    "Ipinadala mula sa aking Samsung Galaxy",
    "أُرسلت من الـ iPhone",
    "ارسال شده از iPhone من",
)


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_lines_above_a_quotation_are_known_in_other_languages(block: str) -> None:
    read = read_message(mail(f"{OWN}\n\n{block}\n\nhello\nthere\n", **RE))
    assert read.text == OWN
    assert read.cut.endswith("hello\nthere")


@pytest.mark.parametrize("tag", TAGS)
def test_the_line_of_a_telephone_is_known_in_other_languages(tag: str) -> None:
    read = read_message(mail(f"{OWN}\n\n{tag}\n"))
    assert (read.text, read.cut) == (OWN, tag)


@pytest.mark.parametrize(
    "words",
    [
        "Para: everybody who takes the ferry\nData: none was shown",
        "从列治文到温哥华没有夜班车，我的手机也没电了。",
        "日期: 每天\n地点: 列治文",
        "I wrote from my iPhone to the Galaxy theatre, and nobody answered.",
    ],
)
def test_words_like_these_in_a_letter_are_its_author_s(words: str) -> None:
    assert read_message(mail(f"{OWN}\n\n{words}\n")).text == f"{OWN}\n\n{words}"


def test_what_stands_on_the_line_of_its_introduction_is_quoted() -> None:
    line = "  On Sun., Mar. 1, 2026 at 10:00 a.m., Sam<sam@example.ca> wrote:   Did you see?"
    read = read_message(mail(f"{OWN}\nSent from Yahoo Mail on Android\n\n{line}\n", **RE))
    assert read.text == OWN


@pytest.mark.parametrize(
    "line",
    [
        "Sam Lee <sam@example.ca> wrote on 2026-03-01:",
        "Sam Lee <sam@example.ca> 于2026年3月1日周日 10:00写道：",
    ],
)
def test_own_words_right_above_an_introduction_are_no_part_of_it(line: str) -> None:
    quoted = (
        f"<div>{OWN}</div><div class='gmail_quote'><div class='gmail_attr'>"
        f"{line.replace('<', '&lt;')}<br></div>"
        "<blockquote class='gmail_quote'>hello</blockquote></div>"
    )
    assert read_message(several(html(quoted), subject="Re: x")).text == OWN
    assert read_message(mail(f"{OWN}\n{line}\n> hello\n", **RE)).text == OWN


def test_a_numbered_list_keeps_its_numbers() -> None:
    written = "<ol start='3'><li>More<li>Later</ol><ul><li>Safer</ul><ol start='x'><li>End</ol>"
    assert read_message(several(html(written))).text.split("\n") == [
        "3. More",
        "4. Later",
        "* Safer",
        "1. End",
    ]
