"""What strangers send who want to break a page: values, headers and paths; and how an answer to
them must look.

`zzq` is in all that a page might repeat, so that what became of it is easily found.
"""

from typing import Final

from lxml import html
from werkzeug.test import TestResponse

MARK: Final = "zzq"
EVIL: Final = "evil.example"
VALUES: Final = {
    "empty": "",
    "nul": "a%00zzq",
    "line end": "a%0D%0ASet-Cookie:%20zzq=1%0D%0A%0D%0A<zzq>",
    "overlong": "A" * 6_000,
    "broken escape": "%zz%",
    "doubled escape": "%2500%253Czzq%253E",
    "half an escape": "%E2%82",
    "no UTF-8": "%FF%FEzzq",
    "overlong UTF-8": "%C0%BCzzq%C0%BE",
    "surrogates": "%ED%A0%80%ED%BF%BFzzq",
    "written right to left": "%E2%80%AEzzq%E2%80%AC%D8%B9",
    "noncharacter": "%EF%BF%BFzzq%F0%9F%92%A9",
    "element": "%3Czzq%3E%3C/title%3E%3C/textarea%3E%3Cscript%3Ezzq()%3C/script%3E",
    "attribute": "%22onzzq=%22zzq",
    "attribute unquoted": "'%20onzzq=zzq%20x='",
    "address": "javascript:zzq()",
    "template": "zzq%7B%7B7*7%7D%7D$%7B7*7%7D%7B%25%20if%201%20%25%7D",
    "format": "%25s%25n%7B0.__class__%7Dzzq",
    "SQL": "zzq'%20OR%20'1'='1'--%22;DROP%20TABLE%20comment",
    "search words": "%22zzq%20NEAR(%20AND%20OR%20*%20-:%20%5E%28%28!%26%7C%3C-%3E",
    "traversal": "..%2F..%2F..%2Fetc%2Fpasswd%00zzq",
    "backslash": "%5C..%5C%5Cevil.example%5Czzq",
    "another site": "https://evil.example/zzq",
    "another site, short": "//evil.example/zzq",
    "huge": "9" * 400,
    "more than 64 bits": "18446744073709551616",
    "more than 32 bits": "2147483648",
    "negative": "-1",
    "fraction": "1e309",
    "no number": "NaN",
    "digits of another script": "%D9%A1%D9%A2",
    "superscript": "%C2%B2",
    "a cursor of the far future": "99999999999999999-zzzzzzzzzzzz",
    "a cursor with replies": "99999999999999999-zzzzzzzzzzzz-999999999",
    "JSON": "%7B%22zzq%22:%5B1e999%5D%7D",
}
"""As they stand in a query, after `name=`."""
WHOLE: Final = {
    "arrays": "q[]=zzq&sort[]=1&q[$ne]=zzq",
    "repeated": "&".join(["q=zzq&after=zzq&sort=oldest&limit=2&page=2"] * 60),
    "thousands": "&".join(f"p{n}={n}" for n in range(4_000)),
    "long key": "k" * 9_000 + "=zzq",
    "hostile key": "%3Czzq%3E%22onzzq=%00=1",
    "no name": "=zzq&&&==;zzq",
    "not ASCII": "q=\u017c\u00f3\u0142w<zzq>",
}
HEADERS: Final = {
    "evil host": {"Host": EVIL},
    "host with port": {"Host": f"{EVIL}:8443"},
    "host with user": {"Host": f"a:b@{EVIL}"},
    "host with path": {"Host": f"{EVIL}/zzq?<zzq>"},
    "host in other letters": {"Host": "\u0435vil.example".encode().decode("latin-1")},
    "forwarded": {
        "Forwarded": f"for=1.2.3.4;host={EVIL};proto=https",
        "X-Forwarded-For": f"{EVIL}, <zzq>, 1.2.3.4",
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "99999",
        "X-Forwarded-Prefix": f"//{EVIL}",
        "X-Forwarded-Scheme": "javascript",
        "X-Forwarded-Server": EVIL,
        "X-Host": EVIL,
        "X-Original-Host": EVIL,
        "X-Original-URL": "/staff/people",
        "X-Rewrite-URL": "/staff/people",
        "X-HTTP-Method-Override": "DELETE",
        "X-Script-Name": "/zzq",
    },
    "languages": {"Accept-Language": "fr;q=NaN,<zzq>;q=1e999,*;q=-1," + "x-" * 2_000},
    "broken tag": {"If-None-Match": '"zzq, W/"'},
    "huge tag": {"If-None-Match": '"' + "a" * 6_000 + '"'},
    "every tag": {"If-None-Match": "W/, , *x", "If-Match": '"zzq"'},
    "dates": {"If-Modified-Since": "Sat, 99 Foo 99999 99:99:99 GMT", "If-Unmodified-Since": "-1"},
    "range": {"Range": "bytes=0-0,-1,5-2,99999999999999999999-", "If-Range": '"zzq"'},
    "no range": {"Range": "zzq=<zzq>"},
    "cookie": {"Cookie": 'engage=zzq; __Host-engage="\\400\\; ; =; zzq=<zzq>; engage=.eJx.a.b'},
    "type": {"Content-Type": "multipart/form-data; boundary=" + "b" * 400},
    "no type": {"Content-Type": "<zzq>/;;;charset=zzq"},
    "accept": {"Accept": "application/json;q=zzq, */*;q=1e9,<zzq>", "Accept-Charset": "zzq"},
    "encoding": {"Accept-Encoding": "gzip;q=zzq, br;q=NaN, zstd, identity;q=0, *;q=0"},
    "packed": {"Accept-Encoding": "gzip, br, zstd"},
    "origin": {"Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/<zzq>"},
    "origin broken": {"Origin": "http://[zzq", "Referer": "http://[::zzq"},
    "credentials": {"Authorization": "Basic <zzq>", "Proxy-Authorization": "Bearer zzq"},
    "agent": {"User-Agent": "<zzq>\x7f\u00e9{{7*7}}" + "u" * 3_000},
    "for caches": {"Cache-Control": "no-cache, max-age=zzq", "Pragma": "zzq", "Via": "<zzq>"},
    "upgrade": {"Connection": "Upgrade, Host", "Upgrade": "zzq", "Expect": "zzq"},
}
PATHS: Final = (
    "//evil.example/",
    "///evil.example",
    "//evil.example/engagements",
    "/\\evil.example",
    "/%5Cevil.example",
    "/..;/engagements",
    "/.;/staff/",
    "/%2e%2e/",
    "/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/engagements/..%2f..%2fetc%2fpasswd",
    "/engagements/%2e%2e/staff/",
    "/engagements/.",
    "/engagements.",
    "/ENGAGEMENTS",
    "/Engagements/Night-Buses",
    "/engagements/night-buses/",
    "/engagements//night-buses",
    "/engagements/night-buses.",
    "/engagements/night-buses%20",
    "/engagements/night-buses%00",
    "/%00",
    "/engagements/%FF%FE",
    "/engagements/%ED%A0%80",
    "/engagements/%E2%80%AEzzq",
    "/engagements/%3Czzq%3E",
    "/engagements/%22onzzq=%22zzq",
    "/engagements/%7B%7B7*7%7D%7D",
    "/engagements/night%2Dbuses",
    "/engagements/night-buses%2Froutes",
    "/engagements/night-buses%3Fq=zzq",
    "/engagements/night-buses%23zzq",
    "/engagements/%0D%0AX-Zzq:1",
    "/engagements/n\u0456ght-buses",
    "/\uff45ngagements",
    "/%uff0e%uff0e/",
    "/engagements/" + "a" * 3_000,
    "/" + "a/" * 1_200,
    "/fr",
    "/fr/fr/",
    "/fr//evil.example",
    "/fr/%5Cevil.example",
    "/fr/staff/",
    "/fr/..;/staff",
    "/fr%2Fengagements",
    "/FR/engagements",
    "/frengagements",
    "/assets/0/../../x",
    "/assets/0/%2e%2e/%2e%2e/theme.toml",
    "/assets//etc/passwd",
    "/media/..%2Fx.png",
    "/media/%00.pdf",
    "/c/%3Czzq%3E",
    "/c/%00",
    "/c/%F0%9F%92%A9",
    "/c/" + "z" * 500,
    "/api/v1/comments/%00",
    "/api/v1/engagements/%3Czzq%3E",
    "/api//evil.example",
    "/api/zzq/%FF",
    "/oembed/zzq",
    "/embed///evil.example",
    "/embed/https://evil.example/",
    "/embed/fitted/%00",
    "/embed/%3Czzq%3E",
    "/sitemap-0.xml",
    "/sitemap-99999999999999999999.xml",
    "/sitemap--1.xml",
    "/engagements/night-buses/report/99999999999999999999/zzq",
    "/engagements/night-buses/in/%00",
    "/engagements/night-buses/report/2147483648/zzq",
    "/engagements/night-buses/in/zz-ZZQ/routes",
    "/engagements/night-buses/report/1/%00",
    "/withdraw/%00",
    "/withdraw/" + "A" * 2_000,
    "/follow/end/%FF",
    "/follow/confirm/%3Czzq%3E",
    "/staff/%00",
    "/staff/../",
    "/.git/config",
    "/.env",
    "/wp-login.php",
    "/;",
    "/%",
    "/%zz",
    "/*",
    "/~root",
    "/engagements;zzq=1",
    "/robots.txt/",
)
INSIDE: Final = "http://localhost/"
NOT_PAGES: Final = ("/api/", "/oembed")


def assert_sound(answer: TestResponse, about: object, path: str = "/") -> None:
    """A page, a redirect inside the site, or an error in the theme; and nothing of the stranger's
    in it but as words."""
    status, body = answer.status_code, answer.get_data()
    # A form that an oEmbed provider does not speak is 501 by its specification.
    assert status < 500 or (status, path) == (501, "/oembed"), about
    assert "Set-Cookie" not in answer.headers or path.startswith("/staff/"), about
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers).lower()
    assert "x-zzq" not in heads, about
    location = answer.headers.get("Location", "")
    if location:
        assert_inside(location, about)
    if status >= 400 and answer.request.method != "HEAD":
        if path.startswith(NOT_PAGES):
            assert answer.mimetype == "application/problem+json", about
        elif answer.mimetype == "text/html":
            assert b'class="site-header' in body, about
        else:
            assert status in (412, 416, 503) or len(body) < 200, (about, answer.mimetype)
    assert_words_only(answer.mimetype or "", body, about)


def assert_inside(location: str, about: object) -> None:
    inside = location.removeprefix(INSIDE.rstrip("/"))
    assert inside.startswith("/"), (about, location)
    assert not inside.startswith(("//", "/\\")), (about, location)


def assert_words_only(mimetype: str, body: bytes, about: object) -> None:
    """What was typed made no element, no attribute, no address and no sum."""
    if MARK.encode() not in body:
        return
    assert b"zzq49" not in body, about
    if mimetype != "text/html":
        return
    for element in html.fromstring(body).iter():
        assert MARK not in str(element.tag), (about, element.tag)
        for name, value in element.attrib.items():
            assert MARK not in name, (about, name)
            starts = value.strip().lower()
            if name in ("href", "src", "action", "formaction", "content") and MARK in value:
                assert not starts.startswith(("javascript:", "data:", "//")), (about, value)
                assert not starts.startswith(f"https://{EVIL}"), (about, value)
        if element.tag == "script":
            assert MARK not in (element.text or "") or element.get("type") == "application/ld+json"


def assert_no_evil(answer: TestResponse, about: object) -> None:
    """The host that a caller claimed stands nowhere."""
    assert EVIL.encode() not in answer.get_data(), about
    assert all(EVIL not in value for _name, value in answer.headers), about
