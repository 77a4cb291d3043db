"""What strangers post to the public's forms, and what they ask of PostgreSQL: a message at a field,
an error in the theme, or an ordinary answer.

The forms are those of the running application; a comment's is also sent with a token of its own, so
that a hostile text goes all the way into the database.
"""

import io
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.web.requests import EngageRequest
from tests.comments.citizen import FORM, TOPIC, Citizen
from tests.services.postgresql import PostgresqlServer
from tests.web.hostile import VALUES, WHOLE, assert_no_evil, assert_sound
from tests.web.test_hostile import NAMES, Site, site_on

FORM_TYPE: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data; boundary=zzq"
FIELDS: Final = (
    "token",
    "text",
    "display_name",
    "email",
    "accepts_terms",
    "purposes",
    "website",
    "confirm",
    "language",
    "step",
    "code",
    "to",
    "correction-text",
    "correction-seen_version",
    "correction-token",
    "withdrawal-sure",
    "kind",
    "note",
    "pace",
    "password",
    "csrf_token",
    "proof",
    "next",
    "answers",
    "last",
    "answer-1",
)


def part(name: str, value: bytes, file: str = "", kind: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    typed = f"Content-Type: {kind}\r\n" if kind else ""
    head = f'--zzq\r\nContent-Disposition: form-data; name="{name}"{named}\r\n{typed}\r\n'
    return head.encode("latin-1") + value + b"\r\n"


def parts(*more: bytes, ends: bytes = b"--zzq--\r\n") -> bytes:
    return b"".join(more) + ends


def fields(value: str) -> str:
    return "&".join(f"{name}={value}" for name in FIELDS)


BODIES: Final = {
    "nothing": (FORM_TYPE, b""),
    "no type": ("", fields("zzq").encode()),
    "lists": (FORM_TYPE, "&".join(f"{name}=zzq&{name}=1" for name in FIELDS).encode()),
    "arrays": (FORM_TYPE, "&".join(f"{n}[]=zzq&{n}[a][b]=zzq" for n in FIELDS).encode()),
    "a thousand fields": (FORM_TYPE, "&".join(f"f{n}=zzq" for n in range(1_000)).encode()),
    "one field a thousand times": (FORM_TYPE, b"&".join([b"purposes=zzq"] * 1_000)),
    "no names": (FORM_TYPE, b"=&=&&&;;=zzq&%00=%00"),
    "raw bytes": (FORM_TYPE, bytes(range(256)) * 4),
    "another character set": (f"{FORM_TYPE}; charset=utf-7", b"text=+ADw-zzq+AD4-"),
    "unknown character set": (f"{FORM_TYPE}; charset=zzq", fields("%FF").encode()),
    "JSON": ("application/json", b'{"text": ["zzq", {"a": 1e999}], "token": null}'),
    "broken JSON": ("application/json", b'{"text": ' * 2_000),
    "XML": (
        "text/xml",
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><text>&e;zzq</text>',
    ),
    "plain": ("text/plain", fields("zzq").encode()),
    "hostile type": ("<zzq>/;;=", fields("zzq").encode()),
    "multipart": (MULTIPART, parts(*(part(name, b"zzq") for name in FIELDS))),
    "files where text is expected": (
        MULTIPART,
        parts(*(part(name, b"zzq", "zzq.html", "text/html") for name in FIELDS)),
    ),
    "file names": (
        MULTIPART,
        parts(*(part("files", b"zzq", f"../../{n}\\zzq<.exe", "zzq/zzq") for n in range(20))),
    ),
    "a thousand parts": (MULTIPART, parts(*(part(f"f{n}", b"zzq") for n in range(1_000)))),
    "bytes in parts": (MULTIPART, parts(*(part(name, b"\x00\xff\xed\xa0\x80") for name in FIELDS))),
    "multipart cut off": (MULTIPART, parts(part("text", b"zzq"), ends=b"--zzq\r\nContent-Disp")),
    "multipart without an end": (MULTIPART, parts(part("text", b"zzq"), ends=b"")),
    "multipart of another boundary": ("multipart/form-data; boundary=q", parts(part("text", b""))),
    "multipart without a boundary": ("multipart/form-data", parts(part("text", b"zzq"))),
    "multipart in multipart": (
        MULTIPART,
        parts(part("text", parts(part("a", b"zzq")), kind="multipart/mixed; boundary=zzq")),
    ),
    "part without a name": (
        MULTIPART,
        b"--zzq\r\nContent-Disposition: form-data\r\n\r\na\r\n--zzq--",
    ),
    "part of another character set": (
        MULTIPART,
        parts(part("text", b"zzq", kind="text/plain; charset=zzq")),
    ),
    "overlong head of a part": (
        MULTIPART,
        b"--zzq\r\nX: " + b"a" * 100_000 + b"\r\n\r\n\r\n--zzq--",
    ),
    "more than is read": (FORM_TYPE, b"text=" + b"a" * (11 * 1024 * 1024)),
}
DEEP: Final = ("text", "display_name", "email", "language", "purposes", "confirm", "website")
ASKED: Final = (
    ("/", "q"),
    ("/engagements", "q"),
    ("/engagements", "page"),
    ("/search", "q"),
    ("/search", "kind"),
    ("/search", "engagement"),
    ("/search", "page"),
    (TOPIC, "after"),
    (TOPIC, "sort"),
    (FORM, "to"),
    ("/engagements/night-buses/follow", "email"),
    ("/api/v1/engagements", "cursor"),
    ("/api/v1/engagements", "limit"),
    ("/api/v1/engagements/night-buses/topics/routes/comments", "cursor"),
    ("/oembed", "url"),
)
"""Pages that look something up by what they are asked."""


def furnished(
    kind: str, request: pytest.FixtureRequest, factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = factory.mktemp("bodies")
    if kind == "sqlite":
        path = folder / "engage.db"
        migrated: Path = request.getfixturevalue("migrated_sqlite")
        path.write_bytes(migrated.read_bytes())
        url = f"sqlite:///{path}"
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        name = f"hostile_{uuid.uuid4().hex}"
        url = server.create(name, request.getfixturevalue("migrated_postgresql"))
    made = site_on(url, folder)
    made.app.request_class = EngageRequest
    yield made
    made.app.units.database.dispose()
    if kind != "sqlite":
        server.drop(name)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    yield from furnished(request.param, request, tmp_path_factory)


def forms_of(site: Site, *, is_french: bool = False) -> list[str]:
    """Those of the public. Who signs in meets the staff's theme, and a platform's hook is no page:
    both have tests of their own."""
    found = [
        path
        for path in site.paths("POST")
        if not path.startswith(("/staff/", "/wordpress/")) and path.startswith("/fr/") is is_french
    ]
    assert len(found) > 6
    return found


def test_every_form_takes_every_body(site: Site) -> None:
    for path in forms_of(site):
        for name, (kind, body) in BODIES.items():
            if len(body) > 1_000_000 and path != FORM:
                continue
            answer = site.client.post(path, data=body, content_type=kind)
            assert_sound(answer, (path, name), path)
            assert answer.status_code != 304, (path, name)


def test_every_form_takes_every_value_in_every_field(site: Site) -> None:
    for path in [*forms_of(site), *forms_of(site, is_french=True)]:
        for name, value in VALUES.items():
            if path.startswith("/fr/") and name not in ("nul", "surrogates", "element"):
                continue
            answer = site.client.post(
                path, data=fields(value).encode("latin-1"), content_type=FORM_TYPE
            )
            assert_sound(answer, (path, name), path)


def test_a_comment_of_hostile_words_is_kept_as_words_or_refused_at_its_field(site: Site) -> None:
    """With a token of its own, so that nothing but these words stands in its way."""
    citizen = Citizen(site.client)
    for name, value in VALUES.items():
        token = citizen.filled()["token"]
        for field in DEEP:
            sent = {"text": "More%20buses.", "accepts_terms": "y", "token": token, field: value}
            body = "&".join(f"{key}={value}" for key, value in sent.items())
            for form in (FORM, f"/fr{FORM}") if field == "text" else (FORM,):
                answer = site.client.post(form, data=body.encode("latin-1"), content_type=FORM_TYPE)
                assert_sound(answer, (field, name), form)
                assert answer.status_code in (200, 303, 400, 409, 413, 422, 429), (field, name)


def test_a_body_whose_length_nobody_told_is_read_or_refused(site: Site) -> None:
    for name, value in (("whole", fields("zzq")), ("cut off", fields("zzq")[:-9] + "%"), ("", "")):
        for length in (None, "7", "999999", "zzq"):
            environ = {"CONTENT_TYPE": FORM_TYPE, "wsgi.input_terminated": length is None}
            if length is not None:
                environ["CONTENT_LENGTH"] = length
            stream = io.BytesIO(value.encode())
            answer = site.client.post(FORM, input_stream=stream, environ_overrides=environ)
            assert_sound(answer, (name, length), FORM)


def test_what_is_looked_up_is_looked_up_as_words(site: Site) -> None:
    for path, name in ASKED:
        for about, value in VALUES.items():
            answer = site.client.get(f"{path}?{name}={value}")
            assert_sound(answer, (path, name, about), path)
            if "another site" not in about and about not in ("backslash",):
                assert_no_evil(answer, (path, name, about))
        for about, query in WHOLE.items():
            assert_sound(site.client.get(f"{path}?{query}"), (path, about), path)


TYPED: Final = st.one_of(
    st.binary(max_size=40).map(quote_from_bytes),
    st.text(max_size=30).map(lambda text: quote_from_bytes(text.encode("utf-8", "surrogatepass"))),
    st.text(alphabet=string.punctuation + " aB9\u0663", max_size=30).map(
        lambda text: quote_from_bytes(text.encode())
    ),
    st.integers().map(str),
    st.tuples(st.integers(0, 10**18), st.text(string.ascii_letters + "-", max_size=14)).map(
        lambda pair: f"{pair[0]}-{pair[1]}"
    ),
)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ASKED), TYPED, st.sampled_from(NAMES), TYPED)
def test_no_query_breaks_a_page(
    site: Site, asked: tuple[str, str], value: str, other: str, another: str
) -> None:
    path, name = asked
    query = f"{name}={value}&{other}={another}"
    assert_sound(site.client.get(f"{path}?{query}"), (path, query), path)
