"""What templates write is what Jinja would have written, letter by letter."""

import pytest
from flask.templating import Environment
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from engage.core.language import FRENCH, lazy_gettext, speaking
from engage.web.language import said
from engage.web.transaction import EngageFlask
from engage.web.writing import PageEnvironment, written


class OfItsOwn:
    """What says itself how it stands in HTML."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


class Loud(str):
    """A string of another class."""

    def __str__(self) -> str:
        return f"{super().__str__()} <!>"


VALUES = st.one_of(
    st.text("<>&\"' aé…"),
    st.text("<>&\"'ab").map(Markup),
    st.text("<&b").map(Loud),
    st.integers(),
    st.none(),
    st.just(OfItsOwn()),
    st.just(lazy_gettext("Skip to main content")),
)


@given(VALUES)
def test_a_value_is_written_as_escape_would(value: object) -> None:
    assert str(written(value)) == str(escape(value))


WRITTEN = """\
{{ a }}{% set block %}<i>{{ a }}</i>{% endset %}{{ block }}{{ block ~ a }}{{ a|upper }}{{ a|safe }}
{% macro one(x) %}<p>{{ x }}{{ caller() if caller else '' }}</p>{% endmacro %}
{{ one(a) }}{{ one(one(a)) }}{% call one(b) %}{{ a }}{% endcall %}
{% filter upper %}{{ a }}<br>{% endfilter %}{% autoescape false %}{{ a }}{% endautoescape %}
{% for x in [a, b] recursive %}{{ x }}{{ loop.index }}{% endfor %}{{ [a, b]|join(', ') }}{{ none }}
"""


OURS, THEIRS = (
    kind(EngageFlask(__name__), autoescape=True).from_string(WRITTEN)
    for kind in (PageEnvironment, Environment)
)


@given(VALUES, VALUES)
def test_a_template_writes_what_flask_would_have_written(a: object, b: object) -> None:
    assert OURS.render(a=a, b=b) == THEIRS.render(a=a, b=b)


def test_pieces_are_not_wrapped_one_by_one(app: EngageFlask) -> None:
    """A new Jinja may write otherwise: pages would be the same, and take half as long again."""
    code = app.jinja_env.compile("{{ a }}<b>{{ b.c }}</b>", raw=True)
    assert code.count(" written(") == 2
    assert type(written("a < b")) is str


def test_what_is_not_there_is_still_a_fault(app: EngageFlask) -> None:
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody.name }}").render(nobody={})


def test_a_message_is_filled_in_with_escaped_values_and_its_percent_signs() -> None:
    assert said("%(n)s comments", n="<b>") == "&lt;b&gt; comments"
    assert said("100%% of %(n)s", n=Markup("<b>5</b>")) == "100% of <b>5</b>"
    assert said("100%% of us") == "100% of us"
    assert isinstance(said("Skip to main content"), Markup)


def test_a_message_that_was_said_before_is_said_in_the_language_of_each_page() -> None:
    english = said("Skip to main content")
    with speaking(FRENCH):
        french = said("Skip to main content")
    assert english == "Skip to main content" != french
    assert said("Skip to main content") == english
