"""Whatever is sent, the answer is a page in the theme with a true status, never a 500."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.comments.models import CommentText
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, Page, comment_of, settle

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def citizen(refused_citizen: Citizen) -> Citizen:
    """In this room nothing is stored, unless a test takes the `writer`."""
    return refused_citizen


@pytest.fixture
def writer(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def assert_answered(page: Page, *statuses: int) -> None:
    assert page.status in statuses
    assert page.is_in_theme
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\t", "\u200b\u200b", "\u200d\ufeff", "\x00\x01\x02", "\u2800\u3164", "\u0301"],
)
def test_a_text_of_which_nothing_can_be_seen_is_no_comment(citizen: Citizen, text: str) -> None:
    page = citizen.send(text)
    assert_answered(page, 422)
    assert "Write your comment in the box." in page.errors["text"]


@pytest.mark.parametrize("length", [5_001, 50_000, 100_000, 100_001, 1_000_000])
def test_a_text_too_long_is_given_back_with_its_length(citizen: Citizen, length: int) -> None:
    page = citizen.send("x" * length)
    assert_answered(page, 422)
    assert f"{length:,} characters long" in page.errors["text"]
    assert f"Shorten it by {length - 5_000:,}" in page.errors["text"]
    assert page.form()["text"] == "x" * length


KEPT = {
    "x" * 5_000: "x" * 5_000,
    "é" * 5_000: "é" * 5_000,
    "e\u0301" * 5_000: "é" * 5_000,
    "😀" * 5_000: "😀" * 5_000,
    "line\r\n" * 999 + "x": "line\n" * 999 + "x",
    "one\x00two\x1bthree\x7f": "onetwothree",
    "safe \u202eevil\u202c words": "safe evil words",
    "Z" + "\u036b" * 40: "Z" + "\u036b" * 4,
}


def test_a_text_is_kept_as_its_author_sees_it(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    for text, kept in KEPT.items():
        comment = comment_of(both_units, citizen.send(text).code)
        with both_units.reading(SYSTEM) as unit:
            assert unit.session.get_one(CommentText, (comment.id, 1)).body == kept


@pytest.mark.parametrize(
    "body",
    [
        b"text=%ED%A0%80%ED%B0%80",
        b"text=%FF%FE%E9",
        b"text=\xff\xfe\xe9caf\xe9",
        b"text=%",
        b"text=%zz",
        b"text=a%00b",
        b"=",
        b"&&&&",
        b"text",
        b"text=a&text=b&token=x&token=y&purposes=decision&purposes=decision",
        b"purposes=" + b"x" * 10_000,
        b"accepts_terms=%00&email=%00&display_name=%00&text=%00",
        b"text=" + "\U0010ffff\ufffe".encode(),
    ],
)
def test_broken_bytes_bring_the_form_again(citizen: Citizen, body: bytes) -> None:
    page = citizen.post(FORM, body, content_type=URLENCODED)
    assert_answered(page, 422)


def test_bytes_that_are_not_utf_8_cost_their_letter_and_not_the_form(citizen: Citizen) -> None:
    page = citizen.post(FORM, b"text=caf\xe9 noir&display_name=%E9va", content_type=URLENCODED)
    assert page.form()["text"] == "caf\ufffd noir"
    assert page.form()["display_name"] == "\ufffdva"


def test_a_body_beyond_the_limit_gets_the_page_for_it(citizen: Citizen) -> None:
    for content_type in (URLENCODED, "multipart/form-data; boundary=b"):
        body = b"text=" + b"x" * 12_000_000
        page = citizen.post(FORM, body, content_type=content_type)
        assert_answered(page, 413)
        assert page.heading == "That is too much text"


def test_a_million_characters_that_take_nine_bytes_each_are_read(citizen: Citizen) -> None:
    body = f"token={citizen.filled()['token']}&text=" + "%E4%B8%AD" * 1_000_000
    page = citizen.post(FORM, body, content_type=URLENCODED)
    assert_answered(page, 422)
    assert "1,000,000 characters long" in page.errors["text"]


@pytest.mark.parametrize("body", [b"a=&" * 3_000_000, b"x&" * 2_000, b"a=1;b=2&" * 5_000])
def test_a_body_of_countless_fields_is_not_read(citizen: Citizen, body: bytes) -> None:
    assert_answered(citizen.post(FORM, body, content_type=URLENCODED), 400)


def test_a_body_of_broken_escapes_is_read_like_any_other(citizen: Citizen) -> None:
    page = citizen.post(FORM, b"text=" + b"%E9" * 300_000, content_type=URLENCODED)
    assert_answered(page, 422)


def multipart(*parts: str) -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + b"--b--\r\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (multipart('Content-Disposition: form-data; name="text"\r\n\r\nHello'), 422),
        (multipart('Content-Disposition: form-data; name="text"; filename="a"\r\n\r\nHello'), 422),
        (
            multipart(
                *(
                    f'Content-Disposition: form-data; name="{n}"; filename="x.txt"\r\n\r\nHi'
                    for n in ("text", "token", "email", "purposes", "accepts_terms", "code")
                )
            ),
            422,
        ),
        (
            multipart(
                "Content-Disposition: form-data; name=text\r\n"
                "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--"
            ),
            422,
        ),
        (multipart("Content-Disposition: form-data\r\n\r\nnameless"), 422),
        (multipart("\r\n\r\n"), 422),
        (multipart(*['Content-Disposition: form-data; name="a"\r\n\r\n1'] * 300), 413),
        (b"--b\r\nContent-Disposition: form-data; name=text\r\n\r\nunfinished", 422),
        (b"", 422),
        (b"--b" * 10_000, 422),
    ],
)
def test_multipart_of_every_shape_is_answered(citizen: Citizen, body: bytes, status: int) -> None:
    page = citizen.post(FORM, body, content_type="multipart/form-data; boundary=b")
    assert_answered(page, status)
    assert_answered(
        citizen.post("/receipt", body, content_type="multipart/form-data; boundary=b"), 404, 413
    )


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        None,
        1,
        "text",
        {"text": {"a": 1}},
        {"text": "\ud800"},
        {"purposes": 1},
        [[]],
        [1, 2],
    ],
)
def test_json_is_no_form(citizen: Citizen, value: object) -> None:
    for path in (FORM, "/receipt"):
        page = citizen.post(path, json.dumps(value), content_type="application/json")
        assert_answered(page, 404, 422)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/json",
        "multipart/form-data",
        "x",
        "multipart/form-data; boundary=\u00e9",
        "application/x-www-form-urlencoded; charset=utf-7",
        ";;;",
        "text/xml",
    ],
)
def test_a_body_of_another_kind_brings_the_form_again(
    citizen: Citizen, content_type: str | None
) -> None:
    page = citizen.post(FORM, b'{"text": "<a/>', content_type=content_type)
    assert_answered(page, 422)


def test_one_word_of_a_hundred_thousand_letters_is_refused_at_its_field(citizen: Citizen) -> None:
    for text in ("a" * 100_000, "a@" * 50_000, "1" * 100_000, "\u0301" * 100_000, "ﷺ" * 100_000):
        page = citizen.send(text)
        assert_answered(page, 422)
        assert "text" in page.errors


def test_a_word_without_a_break_is_published_as_it_is(writer: Citizen, units: Units) -> None:
    word = "n" * 5_000
    settle(units, writer.send(word).code, "published")
    assert word in writer.get(TOPIC).words


PATHS = (
    "/no-such-page",
    "/engagements/no-such",
    "/engagements/no-such/routes",
    "/engagements/no-such/routes/comment",
    "/engagements/night-buses/no-such",
    "/engagements/night-buses/no-such/comment",
    "/engagements/%00",
    "/engagements/night-buses%00/routes",
    "/engagements/night-buses/%00",
    "/%00",
    "/c/%00",
    "/c/unknown",
    "/c/" + "x" * 5_000,
    "/engagements/../x",
    "/engagements/..%2f..%2fetc%2fpasswd",
    "/engagements/%2e%2e/%2e%2e/etc/passwd",
    "/engagements/night-buses%3Fafter=1-1",
    "/engagements/night-buses%20",
    "/engagements/%ff%fe",
    "/engagements/%ed%a0%80",
    "/engagements/" + "x" * 20_000,
    "/engagements/" + "%F0%9F%98%80" * 500,
    "/engagements/' OR 1=1 --/routes",
    "/engagements/%27%3B%20DROP%20TABLE%20comment%3B",
    "/engagements/%25s%25s",
    "/engagements/{{7*7}}",
    "/assets/x/y",
    "/assets/../../etc/passwd",
    "/favicon.ico",
    "/wp-login.php",
    "/.git/config",
)


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_address_is_a_page_in_the_theme(citizen: Citizen, path: str) -> None:
    for page in (citizen.get(path), citizen.get(path)):
        assert_answered(page, 404)
        assert page.heading == "We cannot find that page"
        assert "DROP" not in page.html
        assert "49" not in page.heading


def test_strange_addresses_and_cursors_are_answered_on_both_databases(both_units: Units) -> None:
    build_engagement(both_units, topics=("routes",))
    citizen = Citizen.of(both_units)
    for path in ("/engagements/%00", "/engagements/night-buses/%00", "/c/%00", "/c/\ud800"):
        assert_answered(citizen.get(path.encode("utf-8", "replace").decode()), 404)
    for path in ("/engagements/night-buses", TOPIC):
        for after in CURSORS:
            page = citizen.get(path, query_string={"after": after})
            assert_answered(page, 200)
    assert_answered(citizen.post("/receipt", {"code": "\0"}), 404)
    assert_answered(citizen.send("\0 text \0", display_name="\0I\0"), 200)


CURSORS = (
    "",
    "-",
    "0-0",
    "1-1",
    "9" * 17 + "-" + "9" * 18,
    "9" * 17 + "-" + "9" * 10,
    "99999999999999999-2147483647",
    "1-2147483648",
    "1-4294967296",
    "9" * 400 + "-1",
    "-1--1",
    "1-1-1",
    "\uff11-\uff11",
    "1-\x00",
    "' OR 1=1",
    "1" * 100_000,
)


def test_doubled_slashes_lead_to_the_address_without_them(citizen: Citizen) -> None:
    for path in ("/engagements//night-buses/routes", "/engagements/night-buses///routes"):
        for query in ("", "?after=1-1"):
            response = citizen.get(path + query, headers={"Host": "evil.example"}).response
            assert response.status_code == 308
            assert response.headers["Location"] == TOPIC + query
            assert "evil" not in response.get_data(as_text=True)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "POST", "FOO"])
def test_another_method_is_refused_on_a_page(citizen: Citizen, method: str) -> None:
    for path in ("/", "/engagements/night-buses", "/terms"):
        page = Page(citizen.client.open(path, method=method))
        assert_answered(page, 405)
        assert "GET" in page.response.headers["Allow"]


def test_a_search_says_back_what_was_typed_as_text(citizen: Citizen) -> None:
    for q in (
        "<script>alert(1)</script>",
        "\x00\x1b",
        "\u202ebus",
        "x" * 100_000,
        '"><svg onload=x>',
    ):
        page = citizen.get("/search", query_string={"q": q})
        assert_answered(page, 200)
        assert page.tree.find(".//script") is None
        assert page.tree.find(".//main//svg[@onload]") is None
        assert not {"\x00", "\x1b", "\u202e"} & set(page.html)


NAMES = st.sampled_from(
    [
        "token",
        "text",
        "display_name",
        "email",
        "purposes",
        "accepts_terms",
        "confirm",
        "step",
        "code",
        "correction-text",
        "correction-seen_version",
        "withdrawal-sure",
        "after",
        "q",
    ]
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.binary(max_size=20),
    st.sampled_from(["send-as-is", "y", "decision", "a@b.ca", "1", "show", "correct", "withdraw"]),
)
PAGES = st.sampled_from(
    [
        FORM,
        "/receipt",
        TOPIC,
        "/",
        "/engagements/night-buses",
        "/c/x",
        "/engagements/night-buses/results",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=PAGES,
    fields=st.lists(st.tuples(NAMES, VALUES), max_size=8),
    query=st.lists(st.tuples(NAMES | st.text(max_size=5), st.text(max_size=20)), max_size=3),
    with_token=st.booleans(),
)
def test_no_field_and_no_query_brings_an_error_of_ours(
    writer: Citizen, path: str, fields: list, query: list, with_token: bool
) -> None:
    sent: dict[str, list] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    if with_token:
        sent |= {"token": [writer.filled()["token"]], "accepts_terms": ["y"]}
    page = writer.post(path, sent, query_string=dict(query))
    assert_answered(page, 200, 404, 405, 422, 429)
    page = writer.get(path, query_string=dict(query))
    assert_answered(page, 200, 404)


def test_a_name_and_an_address_of_any_shape_are_answered(citizen: Citizen) -> None:
    for odd in (
        "\x00",
        "a@b",
        "@",
        "a@b.ca\r\nBcc: c@d.ca",
        "x" * 100_000,
        "\u202e",
        "a@" + "é" * 300,
    ):
        page = citizen.send(email=odd, purposes=["results"], display_name="Ivy")
        assert_answered(page, 422)
        assert "email" in page.errors
    for odd in ("x" * 100_000, "n" * 81):
        assert "display_name" in citizen.send(display_name=odd).errors
