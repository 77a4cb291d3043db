import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core import text
from engage.core.text import (
    MARKDOWN_LIMIT,
    TextTooComplex,
    clean_plain,
    is_blank,
    paragraphs,
    plain_one_line,
    render_markdown,
    sanitize_html,
    visible_length,
)

ALLOWED = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "h4": set(),
    "h5": set(),
    "h6": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "a": {"href", "rel"},
    "blockquote": set(),
    "code": set(),
    "pre": set(),
    "hr": set(),
    "br": set(),
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope"},
    "td": set(),
    "img": {"src", "alt", "width", "height", "loading"},
    "figure": set(),
    "figcaption": set(),
}
NAME = "0123456789abcdef0123456789abcdef-800x600"
PICTURE = f"/media/{NAME}.jpg"


class Page(HTMLParser):
    """What a browser would find: every tag with its attributes, decoded."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration came through: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction came through: {data!r}")


def assert_harmless(html: str) -> None:
    for tag, attributes in Page(html).tags:
        assert tag in ALLOWED, f"<{tag}> came through in {html!r}"
        assert set(attributes) <= ALLOWED[tag], f"{attributes} came through in {html!r}"
        href = attributes.get("href")
        if href is not None:
            bare = "".join(c for c in href if c > " ").lower()
            assert bare.startswith(("http://", "https://", "mailto:", "tel:", "/")), href
            assert not bare.startswith(("//", "/\\")), href
            assert attributes["rel"] == "noopener"
        if tag == "img":
            source = attributes["src"] or ""
            assert re.fullmatch(r"/media/[0-9a-f]{32}-\d{1,4}x\d{1,4}\.(jpg|png|webp)", source)
            assert re.fullmatch(r"\d{1,4}", attributes.get("width") or "1")
            assert re.fullmatch(r"\d{1,4}", attributes.get("height") or "1")
            assert attributes["loading"] == "lazy"


SCRIPT_URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\x00script:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "\u200bjavascript:alert(1)",
    "javascript\u200b:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "jar:javascript:alert(1)!/",
    "livescript:alert(1)",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "%6Aavascript:alert(1)",
    "javascript://example.com/%0Aalert(1)",
    "#javascript:alert(1)",
    "?x=javascript:alert(1)",
    "\uff4aavascript:alert(1)",
    "intent://scan/#Intent;end",
    "ftp://example.com/",
]
MARKDOWN_LINKS = [
    form.replace("URL", url)
    for url in SCRIPT_URLS
    for form in ("[x](URL)", "[x](<URL>)", "[x][1]\n\n[1]: URL", "<URL>", "![x](URL)")
]
RAW_HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=`x`onerror=alert(1)>",
    "<IMG SRC=x OnErRoR=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>-->",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><maction actiontype='statusline#' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<noframes><img src=x onerror=alert(1)></noframes>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<frameset onload=alert(1)><frame src='javascript:alert(1)'></frameset>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<applet code=x></applet>",
    "<base href='javascript:alert(1)//'>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<div style=position:fixed;inset:0>x</div>",
    "<p id=content name=content>x</p>",
    "<a id=location href=/x>x</a><a id=location name=href href=/y>x</a>",
    "<form id=document><input name=cookie></form>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<keygen autofocus onfocus=alert(1)>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<video poster='javascript:alert(1)'></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<html onmouseover=alert(1)>",
    "<table background='javascript:alert(1)'><tr><td>x</table>",
    "<td onmouseover=alert(1)>x</td>",
    "<a href='/x' onclick='alert(1)'>x</a>",
    "<a href='/x'onclick=alert(1)>x</a>",
    '<a href="/x" target=_blank rel=opener>x</a>',
    "<a href='/x' ping='//evil.example'>x</a>",
    "<a\thref='jav&#x09;ascript:alert(1)'>x</a>",
    "<p onclick\n=\nalert(1)>x</p>",
    "<p/onclick=alert(1)>x</p>",
    "<p onclick=alert(1)//",
    "<p \x00onclick=alert(1)>x</p>",
    "<b onmouseover=alert(1)>x</b>",
    "<em onpointerrawupdate=alert(1)>x</em>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<?php echo 1 ?><!DOCTYPE html>",
    "</p><script>alert(1)</script><p>",
    "<custom-tag onclick=alert(1)>x</custom-tag>",
    "<slot onslotchange=alert(1)>x</slot>",
    "<dialog open onclose=alert(1)>x</dialog>",
    "<portal src='//evil.example'></portal>",
    "<a href='/x' style='display:block' class=button>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]
MARKDOWN_TRICKS = [
    '[x](/a "onmouseover=alert(1)")',
    "[x](/a '\"><script>alert(1)</script>')",
    "[<img src=x onerror=alert(1)>](/a)",
    '![x](x"onerror="alert(1))',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "**<svg onload=alert(1)>**",
    "\x02wzxhzdk:0\x03<script>",
    "\x02amp\x03lt;script>",
    "<javascript:alert(1)@example.com>",
    '[x](https://example.com/"onclick=alert(1)//)',
    "a\\<script>alert(1)</script>",
]


@pytest.mark.parametrize("source", MARKDOWN_LINKS + RAW_HTML + MARKDOWN_TRICKS)
def test_hostile_markdown_becomes_harmless(source: str) -> None:
    assert_harmless(render_markdown(source))


@pytest.mark.parametrize("html", RAW_HTML + [f'<a href="{url}">x</a>' for url in SCRIPT_URLS])
def test_hostile_html_becomes_harmless(html: str) -> None:
    assert_harmless(sanitize_html(html))


@given(st.text(max_size=400))
def test_any_markdown_becomes_harmless(source: str) -> None:
    assert_harmless(render_markdown(source))


@given(st.lists(st.sampled_from(RAW_HTML + MARKDOWN_TRICKS), max_size=5), st.data())
def test_hostile_pieces_in_any_order_become_harmless(
    pieces: list[str], data: st.DataObject
) -> None:
    source = "".join(pieces)
    cut = data.draw(st.integers(0, len(source)))
    assert_harmless(sanitize_html(source[cut:] + source[:cut]))


def test_raw_html_in_markdown_is_shown_as_text() -> None:
    assert render_markdown("A <b>bold</b> claim") == "<p>A &lt;b&gt;bold&lt;/b&gt; claim</p>"


def test_headings_leave_the_first_level_to_the_page() -> None:
    html = render_markdown("# One\n\n## Two\n\n###### Six\n\nOld style\n=========")
    assert html.split("\n") == [
        "<h2>One</h2>",
        "<h3>Two</h3>",
        "<h4>Six</h4>",
        "<h2>Old style</h2>",
    ]


def test_a_text_that_begins_with_a_lower_heading_leaves_no_level_out() -> None:
    html = render_markdown("### A\n\n##### B\n\n## C\n\n### D\n\n> # E")
    tags = [tag for tag, _ in Page(html).tags if tag.startswith("h")]
    assert tags == ["h2", "h3", "h2", "h3", "h2"]


def test_staff_can_write_lists_tables_quotations_and_links() -> None:
    html = render_markdown(
        "- one\n- two\n\n3. three\n\n| Town | Buses |\n|---|--:|\n| Nelson | 4 |\n\n"
        "> said\n\n[us](https://www2.gov.bc.ca/), [terms](/terms), <CitizenEngagement@gov.bc.ca>"
    )
    tags = [tag for tag, _ in Page(html).tags]
    assert {"ul", "ol", "table", "th", "td", "blockquote", "a"} <= set(tags)
    links = [attributes["href"] for tag, attributes in Page(html).tags if tag == "a"]
    assert links == [
        "https://www2.gov.bc.ca/",
        "/terms",
        "mailto:CitizenEngagement@gov.bc.ca",
    ]
    assert '<ol start="3">' in html
    assert '<th scope="col">Town</th>' in html


@pytest.mark.parametrize(
    "source",
    [
        "[" * 5_000,
        "![" * 2_500,
        "[x][" * 1_200,
        "[](" * 1_500,
        '[a](b "c)' * 600,
        "`[`" * 1_600,
        "<![CDATA[" * 600,
        "1. " * 1_600,
        "> " * 1_600,
        "- - " * 1_000,
        "=\n" * 2_500,
        "a" * (MARKDOWN_LIMIT + 1),
        "a " * 4_000,
        "- a\n\n" * 2_000,
        "a|b\n-|-\n\n" * 1_500,
        "***a**b*" * 700,
        ("***a**b*" * 120 + "\n\n") * 48,
        "<" * 5_900,
    ],
    ids=lambda source: repr(source[:9]),
)
def test_text_that_would_take_minutes_is_refused(source: str) -> None:
    with pytest.raises(TextTooComplex, match=r"^(This|A) [a-z ,0-9.:]+"):
        render_markdown(source)


def test_text_of_a_long_honest_page_is_accepted() -> None:
    page = (
        "## Heading\n\n"
        + "A sentence about [buses](/buses) in (some) towns. " * 40
        + "\n\n- a\n- b"
    )
    assert render_markdown("\n\n".join([page] * 15)).count("<h2>") == 15


FOREIGN_PICTURES = [
    "https://evil.example/x.png",
    "//evil.example" + PICTURE,
    "/\\evil.example" + PICTURE,
    "https://evil.example" + PICTURE,
    "javascript:alert(1)//" + PICTURE,
    "data:image/png;base64,AAAA",
    "blob:" + PICTURE,
    PICTURE + "?q=1",
    PICTURE + "#x",
    PICTURE + "/../../staff",
    PICTURE.upper(),
    PICTURE.replace(".jpg", ".svg"),
    PICTURE.replace(".jpg", ".jpg.svg"),
    PICTURE.replace("/media/", "/media/../staff/"),
    PICTURE.replace("/media/", "/media//"),
    PICTURE.replace("/media/", "media/"),
    PICTURE.replace("/media/", "/%6dedia/"),
    PICTURE.replace("800", "99999"),
    PICTURE.replace("800", "0"),
    PICTURE.replace("800", "\u0668\u0660\u0660"),
    "/staff/sign-out",
    "/media/x.jpg",
    "x",
]


@pytest.mark.parametrize("address", FOREIGN_PICTURES)
@pytest.mark.parametrize(
    "form", ["![a bus](URL)", "![a bus](<URL>)", "![a bus][1]\n\n[1]: URL", "[![a bus](URL)](/b)"]
)
def test_a_picture_from_elsewhere_is_words_and_never_fetched(address: str, form: str) -> None:
    html = render_markdown(form.replace("URL", address))
    assert_harmless(html)
    assert "img" not in [tag for tag, _ in Page(html).tags]
    assert "a bus" in html


@pytest.mark.parametrize("address", FOREIGN_PICTURES)
def test_neither_sanitizer_lets_a_picture_from_elsewhere_through(address: str) -> None:
    html = f'<img src="{address}" alt="a bus">'
    assert sanitize_html(html) == ""
    assert "src" not in text._SECOND.clean(html)
    assert "img" not in text._first.cleaner.clean(html)


def test_a_picture_of_ours_says_its_size_and_comes_when_it_is_looked_at() -> None:
    [(_, paragraph), (tag, attributes)] = Page(render_markdown(f"![A bus, red]({PICTURE})")).tags
    assert (paragraph, tag) == ({}, "img")
    assert attributes == {
        "src": PICTURE,
        "alt": "A bus, red",
        "width": "800",
        "height": "600",
        "loading": "lazy",
    }


def test_a_picture_without_words_is_a_link() -> None:
    for alt in ("", "  ", "\u200b"):
        html = render_markdown(f"![{alt}]({PICTURE})")
        assert [tag for tag, _ in Page(html).tags] == ["p", "a"]
        assert PICTURE in html


def test_words_of_a_picture_cannot_leave_their_attribute() -> None:
    html = render_markdown(f'![a" onerror="alert(1)]({PICTURE} \'" onload="alert(1)\')')
    assert_harmless(html)
    assert [tag for tag, _ in Page(html).tags] == ["figure", "img", "figcaption"]


def test_the_title_of_a_picture_that_stands_alone_is_its_caption() -> None:
    html = render_markdown(f'![A bus]({PICTURE} "The <b>first</b> night")')
    assert "<figcaption>The &lt;b&gt;first&lt;/b&gt; night</figcaption></figure>" in html
    beside = render_markdown(f'Look: ![A bus]({PICTURE} "The first night")')
    assert "<figure>" not in beside
    assert "The first night" not in beside


def test_a_picture_can_lead_somewhere() -> None:
    html = render_markdown(f"[![A bus]({PICTURE})](/engagements/night-buses)")
    assert [tag for tag, _ in Page(html).tags] == ["p", "a", "img"]


def test_attributes_of_a_picture_say_nothing_but_its_size() -> None:
    html = sanitize_html(
        f'<img src="{PICTURE}" alt="x" width="9;" height="1e9" loading="eager" srcset="//e/x 2x"'
        ' sizes="1" style="x" class="y" id="z" usemap="#m" crossorigin referrerpolicy="unsafe-url"'
        ' decoding="sync" fetchpriority="high" longdesc="//e" dynsrc="//e" lowsrc="//e">'
    )
    assert_harmless(html)
    assert set(Page(html).tags[0][1]) == {"src", "alt", "loading"}


def test_a_text_shows_only_so_many_pictures() -> None:
    render_markdown(f"![a]({PICTURE})\n\n" * 60)
    with pytest.raises(TextTooComplex, match="more than 60 pictures"):
        render_markdown(f"![a]({PICTURE})\n\n" * 61)


CLEANED = [
    ("windows", "a\r\nb\rc", "a\nb\nc"),
    ("other line ends", "a\u2028b\u2029c\x0bd\x0ce\x85f", "a\nb\nc\nd\ne\nf"),
    ("controls", "a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
    ("tab", "a\tb", "a b"),
    ("lone surrogates", "a\ud800b\udfffc", "abc"),
    ("noncharacters", "a\ufffeb\uffffc\ufdd0d\U0001ffffe", "abcde"),
    ("direction overrides", "\u202eevil\u202c \u2066x\u2069", "evil x"),
    ("unseen", "pass\u200bword\u00ad\ufeff\u2060", "password"),
    ("tag characters", "ok\U000e0041\U000e0042", "ok"),
    ("composed", "cafe\u0301", "caf\u00e9"),
    ("unseen before composing", "e\u200b\u0301", "\u00e9"),
    ("stacked marks", "Z" + "\u0334\u0335\u0336\u0337\u0338" * 20, "Z\u0334\u0335\u0336\u0337"),
    ("marks without a letter", "\u0301 \u0301a", "a"),
    ("Persian joiner", "می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001
    ("doubled Persian joiner", "می\u200c\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001
    ("Hindi joiner", "क्\u200dष", "क्\u200dष"),
    ("family", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ("rainbow flag", "🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
    ("joiner between Latin letters", "fr\u200cee", "free"),
    ("joiners at the edges", "\u200d👧\u200d \u200c", "👧"),
    ("trailing spaces", "a  \nb\u00a0\n", "a\nb"),
    ("empty lines", "a\n\n\n\n\n\nb", "a\n\n\nb"),
    ("empty lines with spaces", "a\n \n\t\n \n \nb", "a\n\n\nb"),
    ("edges", "\n\n  a  \n\n", "a"),
    ("French spaces", "Vraiment\u202f? «\u00a0Oui\u00a0»", "Vraiment\u202f? «\u00a0Oui\u00a0»"),
    ("Halkomelem", "hən̓q̓əmin̓əm̓", unicodedata.normalize("NFC", "hən̓q̓əmin̓əm̓")),
    ("Inuktitut", "ᐃᓄᒃᑎᑐᑦ", "ᐃᓄᒃᑎᑐᑦ"),
    ("Vietnamese", "Tiê\u0301ng Viê\u0323t", "Tiếng Việt"),
    ("markup stays text", "<b>1 < 2</b> & so on", "<b>1 < 2</b> & so on"),
]


@pytest.mark.parametrize(("typed", "clean"), [c[1:] for c in CLEANED], ids=[c[0] for c in CLEANED])
def test_typed_text_is_cleaned(typed: str, clean: str) -> None:
    assert clean_plain(typed) == clean


# Surrogates too, and more of what is awkward than chance would give.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "a \n\r\t\u0301\u0315\u0327\u200c\u200d\u200e\u093c\u0958\u1100\u1161가👧\ufe0f"
        ),
    )
)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_plain(clean_plain(text)) == clean_plain(text)


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_shown(text: str) -> None:
    clean = clean_plain(text)
    clean.encode("utf-8")
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "\n\n\n\n" not in clean
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in clean)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_plain_letters_are_never_changed(text: str) -> None:
    assert clean_plain(text) == text


@given(ANY_TEXT)
def test_paragraphs_hold_every_line_of_the_text(text: str) -> None:
    lines = [line for paragraph in paragraphs(text) for line in paragraph]
    assert lines == [line for line in clean_plain(text).split("\n") if line]


def test_paragraphs_are_divided_by_empty_lines() -> None:
    assert paragraphs("Dear all,\r\nhello.\r\n\r\n\r\nBye") == (("Dear all,", "hello."), ("Bye",))
    assert paragraphs(" \n ") == ()


def test_length_is_counted_as_the_author_sees_it() -> None:
    assert visible_length("  a\r\nb\u200b  ") == 3
    assert visible_length("cafe\u0301") == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\u200b\u200d\ufeff",
        "\u3164\u3164",
        "\u2800",
        "\u0301",
        "\u202e",
        "\ud800",
        "\u00a0",
    ],
)
def test_text_of_which_nothing_can_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "?", "0", "👍", "\u200bya\u200b", "可", "ᐃ", "\u3164x"])
def test_text_of_which_something_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_name_is_put_on_one_line() -> None:
    assert plain_one_line(" Ada\n\n of\tNelson \u202e", 80) == "Ada of Nelson"


def test_long_title_is_cut_and_says_so() -> None:
    assert plain_one_line("abcdefghij", 10) == "abcdefghij"
    assert plain_one_line("abcdefghijk", 10) == "abcdefghi…"
    assert plain_one_line("abc n\u0328\u0301xyz", 6) == "abc…"


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_one_line_never_exceeds_its_limit(text: str, limit: int) -> None:
    line = plain_one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line


@pytest.mark.parametrize(
    "piece", ["x", "\u0301", "\u0315\u0300", "\u200d", " ", "\n", "👧\u200d", "a\u0301"]
)
def test_a_hundred_thousand_equal_characters_are_cleaned(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert len(clean_plain(text)) <= 100_000


def test_no_sign_that_is_passed_at_a_glance_is_a_mark_or_a_joiner() -> None:
    passed = [chr(n) for n in range(0x110000) if text._BEYOND_LATIN.search(chr(n)) is None]
    assert [one for one in passed if text._is_mark(one) or one in text._JOINERS] == []
    assert {"\u00e9", "\u0153", "\u2019", "\u2026", "\u2013", "\u20ac"} <= set(passed)
