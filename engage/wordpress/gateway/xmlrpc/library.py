"""Categories and pictures over XML-RPC. The alternative text of a picture cannot be set through it:
WordPress keeps that where this interface may not write."""

from html import escape
from typing import Final
from xmlrpc.client import Binary

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.values import PICTURES
from engage.wordpress.gateway.xmlrpc.part import Part
from engage.wordpress.gateway.xmlrpc.values import category_of, items, number, struct
from engage.wordpress.rules import Category

_FOUND_AT_ONCE: Final = 100


class Library(Part):
    def categories(self) -> list[Category]:
        found = map(category_of, items(self._calls.call("wp.getTerms", "category")))
        return sorted(found, key=lambda category: (category.name.casefold(), category.id))

    def ensure_category(self, name: str) -> int:
        wanted = " ".join(name.split())
        found = self._category(wanted)
        if found is not None:
            return found
        sent = {"taxonomy": "category", "name": escape(wanted, quote=False)}
        try:
            return number(self._calls.call("wp.newTerm", sent))
        except BadData:
            again = self._category(wanted)  # made by somebody else this moment: a fault 500
            if again is None:
                raise
            return again

    def put_picture(self, key: str, content: bytes, media_type: str, alt: str) -> int:
        """Found again by its title, which WordPress makes of the file's name."""
        if media_type not in PICTURES:
            raise BadData("not a kind of picture that WordPress takes")
        name = f"{key}.{PICTURES[media_type]}"
        query = {"post_type": "attachment", "post_status": "inherit", "s": key}
        asked = query | {"number": _FOUND_AT_ONCE, "orderby": "ID", "order": "ASC"}
        fields = ["post_id", "post_title"]
        for row in map(struct, items(self._calls.call("wp.getPosts", asked, fields))):
            if row.get("post_title") in (key, name):
                return number(row.get("post_id"))
        sent = {"name": name, "type": media_type, "bits": Binary(content), "overwrite": False}
        return number(struct(self._calls.call("wp.uploadFile", sent)).get("id"))

    def _category(self, name: str) -> int | None:
        for category in self.categories():
            if category.name.casefold() == name.casefold():
                return category.id
        return None
