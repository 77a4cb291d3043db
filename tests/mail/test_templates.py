"""Every template: text and HTML say the same, nothing is loaded, each language is there."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

from engage.core.text import paragraphs
from engage.mail.composing.about import _body
from engage.mail.rules import ENGLISH_ONLY, LANGUAGES, MailKind, Words
from engage.mail.writing import FOLDER, Written, language_of, linked, written_of
from engage.notices.rules import REQUIRED, NoticeTemplate, NoticeWording
from engage.notices.service import load_templates

ROOT = Path(__file__).parents[2]
THEME = ROOT / "themes" / "corporate" / "templates"
NOTICE = load_templates(ROOT / "notices")[0]["engagement-comments"]


def told(notice: NoticeTemplate | NoticeWording) -> dict[str, object]:
    html, text = _body(notice.body)
    parts = {name: getattr(notice, name) for name in ("tag", *REQUIRED)}
    return {**parts, "html": html, "text": text}


PAGE = "https://engage.example/engagements/buses"
ABOUT = {"title": "Buses & <b>nights</b>", "href": PAGE, "received": "Monday, 2 March 2026"}
ANSWER: dict[str, object] = {
    **ABOUT,
    "topic": "Routes",
    "code": "7K2M-9QXA-0D3F-V1TC",
    "receipt": "https://engage.example/receipt",
    "policy": "https://engage.example/moderation-policy",
    "withdraw": "https://engage.example/withdraw/abc",
    "has_files": True,
    "is_open": True,
    "closes": "Monday",
    "can_reply": True,
    "notice": told(NOTICE),
}
NOT_TAKEN: dict[str, object] = {
    **ABOUT, "came": "after", "now": "results", "opens": "Monday", "closes": "Friday",
    "closed": "Sunday", "results": f"{PAGE}/results",
}  # fmt: skip
BODY = paragraphs("We read it.\nTwice.\n\nSee https://engage.example/c/abc.")
STAFF: dict[str, object] = {"name": "Robin", "title": "Buses", "link": "https://engage.example/x"}
CASES: list[tuple[str, dict[str, object]]] = [
    ("acknowledgement", ANSWER),
    ("acknowledgement", ANSWER | {"notice": told(NOTICE.said_in("fr"))}),
    ("acknowledgement", ANSWER | {"has_files": False, "closes": "", "can_reply": False}),
    ("acknowledgement", ANSWER | {"topic": ABOUT["title"], "closes": "", "is_open": False}),
    ("withdrawn", {**ABOUT, "is_open": True}),
    ("withdrawn", {**ABOUT, "is_open": False}),
    *(
        ("not_taken", NOT_TAKEN | {"came": came, "now": now, "opens": opens})
        for came in ("before", "after")
        for now, opens in (
            ("open", ""), ("upcoming", "Monday"), ("upcoming", ""), ("closed", ""), ("results", "")
        )
    ),
    ("decision", {**ABOUT, "body": BODY, "receipt": "https://engage.example/receipt"}),
    ("results", {"title": "Buses", "results": f"{PAGE}/results", "summary": "Much."}),
    ("results", {"title": "Buses", "results": f"{PAGE}/results", "summary": ""}),
    *(
        ("invitation", STAFF | {"kind": kind, "until": "Monday"})
        for kind in ("join", "reset", "provider")
    ),
    ("approval_waits", STAFF),
    ("minor_edit", STAFF),
]  # fmt: skip


def languages(template: str) -> Iterator[str]:
    yield from (one for one in LANGUAGES if language_of(template, one) == one)


EACH = [(name, language, values) for name, values in CASES for language in languages(name)]


class Seen(HTMLParser):
    """What a reader of the HTML sees, where its links lead, and the tags it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html.partition("</head>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        href = dict(attrs).get("href")
        if href and not href.startswith("mailto:"):
            self.links.add(href)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def words(text: str) -> list[str]:
    """Words in small letters, without addresses and marks."""
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text).casefold())


def written(template: str, language: str, values: dict[str, object]) -> Written:
    return written_of(THEME, Words(template, values), language)


@pytest.mark.parametrize(("template", "language", "values"), EACH)
def test_text_and_html_say_the_same_and_link_to_the_same(
    template: str, language: str, values: dict[str, object]
) -> None:
    one = written(template, language, values)
    seen = Seen(one.html)
    said = words(" ".join(seen.text))
    assert said[0] == "engage"
    assert sorted(said[1:]) == sorted(words(one.text))
    in_text = {link.rstrip(".,") for link in re.findall(r"https?://\S+", one.text)}
    assert seen.links == in_text


@pytest.mark.parametrize(("template", "language", "values"), EACH)
def test_html_loads_nothing_and_carries_its_styles_and_its_language(
    template: str, language: str, values: dict[str, object]
) -> None:
    html = written(template, language, values).html
    assert f'<html lang="{language}">' in html
    assert 'name="color-scheme"' in html
    tags = {tag for tag, _ in Seen(html).tags}
    assert not tags & {"img", "script", "style", "link", "iframe", "form", "input", "object"}
    assert "url(" not in html
    assert not re.search(r"width:\s*\d{3,}px", html)
    for _tag, attributes in Seen(html).tags:
        assert not any(name.startswith("on") or name == "src" for name in attributes)


@pytest.mark.parametrize(("template", "language", "values"), EACH)
def test_what_people_typed_never_becomes_html(
    template: str, language: str, values: dict[str, object]
) -> None:
    html = written(template, language, values).html
    assert "<b>" not in html
    assert "{{" not in html + written(template, language, values).text


@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_has_its_folders_in_each_language(kind: MailKind) -> None:
    for language in LANGUAGES:
        wanted = kind not in ENGLISH_ONLY or language == "en"
        for name in ("subject.txt", "text.txt", "html.html"):
            assert (FOLDER / kind / language / name).is_file() is wanted


def test_english_and_french_link_to_the_same() -> None:
    for name, values in CASES:
        found = {lang: Seen(written(name, lang, values).html).links for lang in languages(name)}
        assert len({frozenset(one) for one in found.values()}) == 1


def test_links_in_what_a_moderator_wrote_can_be_opened_and_cannot_act() -> None:
    text = (
        'See https://engage.example/c/abc. Or javascript:alert(1), "https://x.example/?a=1&b=<i>"'
    )
    html = linked(text)
    assert (
        '<a href="https://engage.example/c/abc" style="">https://engage.example/c/abc</a>.' in html
    )
    assert "<i>" not in html
    assert 'href="javascript' not in html
    assert isinstance(html, Markup)
