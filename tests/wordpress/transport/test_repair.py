"""What visitors, plugins and attackers put into an answer of XML-RPC."""

import pytest

from engage.wordpress.errors import BadData
from engage.wordpress.gateway import Connection, XmlRpcTransport
from engage.wordpress.gateway.xmlrpc.repair import parsed
from tests.wordpress.peer import http, run_peer


def _refusal(body: bytes) -> type[Exception]:
    with (
        run_peer(answer=http(body, kind="text/xml")) as peer,
        XmlRpcTransport(Connection(peer.url, "sync", "secret")) as there,
        pytest.raises(BadData) as caught,
    ):
        there.get_post(1)
    return caught.type


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (b"a\x00b\x1fc", "abc"),
        (b"a&#x1;b&#31;c&#xFFFE;&#xD800;&#1114112;", "abc"),
        (b"&#65;&#x42;&amp;&lt;", "AB&<"),
        (b"caf\xc3\xa9 \xf0\x9f\x98\x80", "café \U0001f600"),
        (b"caf\xe9", "caf\ufffd"),
        (b"\xed\xa0\x80", "\ufffd" * 3),
        (b"\xef\xbf\xbe", ""),
    ],
)
def test_broken_characters_in_an_answer_are_repaired(broken: bytes, whole: str) -> None:
    assert parsed(_answer(b"<string>" + broken + b"</string>")) == (whole,)


def test_noise_before_an_answer_and_another_charset_are_repaired() -> None:
    noise = b"\xef\xbb\xbf\n<b>Warning</b>: something in /srv/x.php\n"
    assert parsed(noise + _answer(b"<string>a</string>")) == ("a",)
    latin = _answer(b"<string>caf\xe9</string>").replace(b"UTF-8", b"ISO-8859-1")
    assert parsed(latin) == ("café",)


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bbb'>]>" + b"<methodResponse/>",
        b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><methodResponse/>",
        b"<methodResponse>",
        b"<methodResponse/>",
        b"<params><param><value><int>" + b"9" * 5000 + b"</int></value></param></params>",
        b"<params><param><value><int>x</int></value></param></params>",
        b"<params><param><value><nothing/></value></param></params>",
        b"</value>",
        b"<value><struct><member><value>1</value></member></struct></value>",
        b"<fault><value><string>x</string></value></fault>",
        b"<value><array>" * 3,
    ],
)
def test_an_answer_beyond_repair_is_bad_data(body: bytes) -> None:
    assert _refusal(body) is BadData


def test_deeply_nested_xml_is_bad_data() -> None:
    depth = 20_000
    value = b"<value><array><data>" * depth + b"</data></array></value>" * depth
    body = b"<methodResponse><params><param>" + value + b"</param></params></methodResponse>"
    assert _refusal(body) is BadData


def _answer(value: bytes) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value>'
        + value
        + b"</value></param></params></methodResponse>"
    )
