"""Categories and pictures over REST."""

from html import escape
from typing import Final

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.paging import pages
from engage.wordpress.gateway.rest.calls import Exists, ends, items, number, string, struct
from engage.wordpress.gateway.rest.part import Part
from engage.wordpress.gateway.rest.values import category_of
from engage.wordpress.gateway.values import PICTURES
from engage.wordpress.rules import Category

PAGE: Final = 100
_TAKEN: Final = 5


class Library(Part):
    def categories(self) -> list[Category]:
        query = {"context": "edit", "_fields": "id,name,slug"}
        query |= {"orderby": "name", "order": "asc"}

        def read(offset: int, size: int) -> tuple[list[Category], bool]:
            page = {"page": str(offset // size + 1), "per_page": str(size)}  # knows no offset
            value, reply = self._rest.ask("GET", "wp/v2/categories", query | page)
            rows = list(map(category_of, items(value)))
            return rows, ends(reply, offset + size, rows)

        found = {each.id: each for page in pages(read, PAGE) for each in page}
        return list(found.values())

    def ensure_category(self, name: str) -> int:
        """WordPress compares names without regard to letter size, and so do we."""
        wanted = " ".join(name.split())
        for category in self.categories():
            if category.name.casefold() == wanted.casefold():
                return category.id
        try:
            body = {"name": escape(wanted, quote=False)}
            made = self._rest.call("POST", "categories", {"_fields": "id"}, body)
        except Exists as there:
            return there.id
        return number(struct(made), "id")

    def put_picture(self, key: str, content: bytes, media_type: str, alt: str) -> int:
        """Found again by slug, and known as ours by its title, which is the key."""
        found = self._picture(key)
        if found is not None:
            return found
        if media_type not in PICTURES:
            raise BadData("not a kind of picture that WordPress takes")
        name = f"{key}.{PICTURES[media_type]}"
        headers: dict[str, object] = {
            "Content-Type": media_type,
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        told = {"title": key, "slug": key, "alt_text": " ".join(alt.split()), "_fields": "id"}
        return number(struct(self._rest.upload("media", content, headers, told)), "id")

    def _picture(self, key: str) -> int | None:
        slugs = ",".join([key, *(f"{key}-{count}" for count in range(2, _TAKEN + 1))])
        query = {"slug": slugs, "context": "edit", "_fields": "id,title.raw"}
        for row in map(struct, items(self._rest.call("GET", "media", query))):
            if string(struct(row.get("title")), "raw") == key:
                return number(row, "id")
        return None
