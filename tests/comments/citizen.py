"""A citizen at a browser without JavaScript: opens pages, fills in forms, reads what comes back."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.comments.models import Comment
from engage.comments.rules import normalized_receipt, receipt_hash
from engage.comments.service import place
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement

FORM = "/engagements/night-buses/routes/comment"
TOPIC = "/engagements/night-buses/routes"
WORDS = "More buses after midnight, please."
TOKEN = re.compile(r'name="token"[^>]* value="([^"]+)"')
CODE = re.compile(r'<p class="code"[^>]*>([^<]+)</p>')
Fields = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """An answer as a browser understands it."""

    response: TestResponse

    @cached_property
    def tree(self) -> Element:
        parsed: Element = html5lib.parse(self.response.get_data(), namespaceHTMLElements=False)
        return parsed

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def words(self) -> str:
        """Everything written on the page, white space as one blank."""
        return " ".join("".join(self.tree.find("body").itertext()).split())

    @property
    def heading(self) -> str:
        return " ".join("".join(self.tree.find(".//h1").itertext()).split())

    @property
    def is_in_theme(self) -> bool:
        return all(
            f'class="{name}"' in self.html for name in ("skip", "site-header", "site-footer")
        )

    @property
    def errors(self) -> dict[str, str]:
        """The message at each field, by the id of the field."""
        return {
            element.get("id", "").removesuffix("-error"): "".join(element.itertext())
            for element in self.tree.iter("p")
            if element.get("class") == "error"
        }

    @property
    def summary(self) -> list[str]:
        """The messages at the top of the page."""
        box = self.tree.find(".//div[@class='error-summary']")
        return [] if box is None else ["".join(item.itertext()) for item in box.iter("li")]

    @property
    def code(self) -> str:
        """The receipt code of the thank-you page; '' on any other."""
        found = CODE.search(self.html)
        return found[1] if found else ""

    def form(self, step: str = "") -> Fields:
        """What a browser would send of a form: the one with this `step`, or the first."""
        for form in self.tree.iter("form"):
            fields = _fields(form)
            if form.get("method") == "post" and fields.get("step", "") == step:
                return fields
        raise AssertionError(f"no form {step!r} on the page {self.heading!r}")

    def position(self, words: str) -> int:
        """Where something first stands in the source of the page's main part."""
        return self.html.index(words, self.html.index("<main"))


def _fields(form: Element) -> Fields:
    """Successful controls, buttons left out; a list for several values."""
    fields: Fields = {}
    for element in form.iter():
        name = element.get("name")
        if name is None or element.tag not in ("input", "textarea"):
            continue
        if element.get("type") == "checkbox" and element.get("checked") is None:
            continue
        if element.get("type") == "checkbox" and name.endswith("purposes"):
            fields.setdefault(name, []).append(element.get("value"))
        elif element.tag == "textarea":
            fields[name] = element.text or ""
        else:
            fields[name] = element.get("value", "")
    return fields


class CompiledTemplates(BytecodeCache):
    """Compiled once for all applications of a run: compiling is most of what a test costs."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True)
class Citizen:
    client: FlaskClient

    @classmethod
    def of(cls, units: Units) -> "Citizen":
        app = create_app(units.settings, units=units)
        app.jinja_env.bytecode_cache = CompiledTemplates()
        return cls(app.test_client())

    def get(self, path: str, **more: Any) -> Page:
        return Page(self.client.get(path, **more))

    def post(self, path: str, data: Any = None, **more: Any) -> Page:
        return Page(self.client.post(path, data=data, **more))

    def filled(self, text: str = WORDS, path: str = FORM, **changes: Any) -> Fields:
        """A form just opened and filled in: terms accepted, unless changed."""
        token = TOKEN.search(self.get(path).html)
        assert token is not None
        return {"token": token[1], "text": text, "accepts_terms": "y"} | changes

    def send(self, text: str = WORDS, path: str = FORM, **changes: Any) -> Page:
        """Opens the form, fills it in and sends it."""
        return self.post(path, self.filled(text, path, **changes))

    def look_up(self, code: str) -> Page:
        return self.post("/receipt", {"step": "show", "code": code})

    def correct(self, code: str, text: str, **changes: Any) -> Page:
        form = self.look_up(code).form("correct")
        return self.post("/receipt", form | {"correction-text": text} | changes)

    def take_back(self, code: str) -> Page:
        form = self.look_up(code).form("withdraw")
        return self.post("/receipt", form | {"withdrawal-sure": "y"})


def comment_of(units: Units, code: str) -> Comment:
    """The stored comment that a receipt code opens."""
    digest = receipt_hash(normalized_receipt(code) or "")
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Comment).where(Comment.receipt_hash == digest)).one()


def stored(units: Units) -> int:
    """How many comments there are."""
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(Comment)) or 0


def settle(units: Units, code: str, state: str) -> Comment:
    """What a moderator's decision does to a comment: `published` or `not_published`."""
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_of(units, code).id)
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        shown = comment.version if state == "published" else None
        place(unit, engagement, comment, state, published_version=shown, waiting_since=None)
        return comment
