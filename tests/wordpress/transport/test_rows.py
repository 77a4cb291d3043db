"""Rows read by their form say what an XML parser says, or nothing."""

from html import escape
from xmlrpc.client import DateTime, Unmarshaller, dumps

import httpx
import pytest
from defusedxml.xmlrpc import DefusedExpatParser
from hypothesis import example, given
from hypothesis import strategies as st

from engage.wordpress.gateway.xmlrpc.repair import repaired
from engage.wordpress.gateway.xmlrpc.rows import rows_of
from tests.services.wordpress import WordPressSite
from tests.wordpress.transport.planting import plant

_TEXT = st.text(st.sampled_from("a<>&\"'];#x0 \t\n\r\xa0\x85é\U0001f600\u202e") | st.characters())
_VALUE = st.one_of(
    _TEXT.map(lambda text: f"<string>{escape(text)}</string>"),
    st.integers(-(10**20), 10**20).map(lambda number: f"<int>{number}</int>"),
    st.booleans().map(lambda truth: f"<boolean>{truth:d}</boolean>"),
    st.datetimes().map(lambda at: f"<dateTime.iso8601>{at:%Y%m%dT%H:%M:%S}</dateTime.iso8601>"),
    st.sampled_from(
        ["<string>&#65;&#x42;&#13;&amp;#65;</string>", "text", "<nil/>", "<int> 1</int>"]
    ),
)
_ROWS = st.lists(st.lists(st.tuples(st.sampled_from("abcdef_1"), _VALUE), max_size=5), max_size=4)
_ONE_SIGN = st.sampled_from(
    ["", " ", "<", ">", "&", "/", "x", "]]>", "\r", "\xa0", "<a/>", "<!--x-->"]
)


def _written(rows: list[list[tuple[str, str]]]) -> str:
    """As WordPress's own library writes it."""
    written = "".join(
        "  <value><struct>\n"
        + "".join(f"  <member><name>{k}</name><value>{v}</value></member>\n" for k, v in row)
        + "</struct></value>\n"
        for row in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<methodResponse>\n  <params>\n    <param>\n'
    tail = "</data></array>\n      </value>\n    </param>\n  </params>\n</methodResponse>\n"
    return f"{head}      <value>\n      <array><data>\n{written}{tail}"


def _by_parser(text: str) -> object:
    target = Unmarshaller()
    parser = DefusedExpatParser(target, forbid_dtd=True)
    parser.feed(text)
    parser.close()
    return target.close()[0]


@given(_ROWS)
def test_rows_as_wordpress_writes_them_are_what_the_parser_reads(
    rows: list[list[tuple[str, str]]],
) -> None:
    text = repaired(_written(rows).encode("utf-8", "surrogatepass"))
    read = rows_of(text)
    assert read is None or read == _by_parser(text)


@given(_ROWS, st.floats(0, 1), st.integers(0, 4), _ONE_SIGN)
@example([[("a", "<string>x</string>")]], 1.0, 0, "x")
def test_what_differs_by_a_sign_is_read_alike_or_left_to_the_parser(
    rows: list[list[tuple[str, str]]], place: float, without: int, put: str
) -> None:
    whole = _written(rows)
    at = int(place * len(whole))
    text = repaired((whole[:at] + put + whole[at + without :]).encode("utf-8", "surrogatepass"))
    read = rows_of(text)
    if read is not None:
        assert read == _by_parser(text)


def test_the_usual_form_needs_no_parser() -> None:
    member = [("a", "<string>&lt;b&gt; &#39;c&#039; &amp;amp;</string>"), ("n", "<int>-7</int>")]
    other = [
        ("t", "<boolean>1</boolean>"),
        ("d", "<dateTime.iso8601>20261126T01:02:03</dateTime.iso8601>"),
    ]
    assert rows_of(repaired(_written([member, other, []]).encode())) == [
        {"a": "<b> 'c' &amp;", "n": -7},
        {"t": True, "d": DateTime("20261126T01:02:03")},
        {},
    ]
    assert rows_of(repaired(_written([]).encode())) == []


@pytest.mark.parametrize(
    ("usual", "strange"),
    [
        ("<methodResponse>", "<!DOCTYPE a [<!ENTITY b 'bbb'>]><methodResponse>"),
        ("<string>x", "<string>&b;"),
        ("<string>x", "<string><![CDATA[x]]>"),
        ("<string>x", "<string>]]>"),
        ("<string>x", "<string a='1'>x"),
        ("<string>x</string>", "<string>x</int>"),
        ("<string>x</string>", "<array><data></data></array>"),
        ("</struct></value>", "</struct></value>noise"),
        ("</struct></value>", "</value></struct>"),
        ("</member>\n<", "</member>noise<"),
        ("</methodResponse>", "</methodResponse><more/>"),
        ("<params>", "<fault>"),
        ("</data>", ""),
    ],
)
def test_anything_else_is_left_to_the_parser(usual: str, strange: str) -> None:
    whole = _written([[("a", "<string>x</string>"), ("a1", "<int>1</int>")]])
    text = whole.replace("</member>\n  <", "</member>\n<")
    assert rows_of(repaired(text.encode())) == [{"a": "x", "a1": 1}]
    changed = text.replace(usual, strange)
    assert changed != text
    assert rows_of(repaired(changed.encode())) is None


@pytest.mark.parametrize(
    "part",
    [
        "<value><struct>",
        "<member><name>",
        "</data></array>",
        "&#1",
        "<value> \n",
        "]]>",
        "<string>",
    ],
)
def test_a_hostile_answer_is_given_up_after_one_look_at_each_sign(part: str) -> None:
    text = _written([]).replace("<array><data>", "<array><data>" + part * 500_000, 1)
    assert rows_of(text[text.index("<m") :]) is None


def test_rows_that_are_not_alike_are_read_too_and_too_many_forms_left_to_the_parser() -> None:
    one, other = [("a", "<string>x</string>")], [("d", "<int>1</int>"), ("e", "<int>2</int>")]
    text = repaired(_written([one, one, other, one]).encode())
    assert rows_of(text) == [{"a": "x"}, {"a": "x"}, {"d": 1, "e": 2}, {"a": "x"}]
    assert rows_of(repaired(_written([one, other] * 20).encode())) is None


def test_a_date_is_not_any_sign_between_its_parts() -> None:
    date = "<dateTime.iso8601>20261126T01:02:03</dateTime.iso8601>"
    text = _written([[("d", date)], [("d", date.replace("e.i", "e-i"))]])
    assert rows_of(repaired(text.encode())) is None


@pytest.mark.parametrize(
    "names", [[f"a{n}" for n in range(20_000)], ["a" * 2_000_000], ["a", "b", "a"]]
)
def test_no_form_is_learnt_of_too_much(names: list[str]) -> None:
    text = _written([[(name, "<string>x</string>") for name in names]])
    assert rows_of(repaired(text.encode())) is None


def test_a_real_wordpress_writes_in_the_usual_form(
    wordpress_with_plugin: WordPressSite,
) -> None:
    site = wordpress_with_plugin
    plant(
        site,
        1,
        [b"bell \x07", b"<b>a</b> & &amp; \"b\" 'c' ]]>\r\n1 < 2", "é \u202e".encode(), b"12"],
    )
    asked = dumps((1, site.user, site.app_password, {"status": "any"}), "wp.getComments")
    answer = httpx.post(site.xmlrpc, content=asked.encode(), headers={"Content-Type": "text/xml"})
    text = repaired(answer.content)
    read = rows_of(text)
    assert read is not None
    assert len(read) >= 4
    assert read == _by_parser(text)
