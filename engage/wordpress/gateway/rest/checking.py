"""What a person has to put right before REST works, each in a sentence."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from engage.wordpress.errors import AuthFailed, BadData, Closed, Gone, Transient, WordPressError
from engage.wordpress.gateway.checking import clock_faults
from engage.wordpress.gateway.rest.calls import items, number, struct
from engage.wordpress.gateway.rest.part import Part
from engage.wordpress.gateway.rest.sending import LETTER_BOX

# Without these: no hidden post found, no letter box, no comment set right, no category, no picture.
NEEDED: Final = (
    "edit_posts",
    "publish_posts",
    "edit_published_posts",
    "edit_others_posts",
    "edit_private_pages",
    "read_private_pages",
    "publish_pages",
    "moderate_comments",
    "manage_categories",
    "upload_files",
)


class Checking(Part):
    def check(self) -> list[str]:
        """Reads only. What hides the rest ends the list; the rest is named together."""
        try:
            index, _ = self._rest.index()
            offered = _names(index.get("authentication"))
        except AuthFailed:
            offered = {"application-passwords"}  # shown to its own people only: signing in tells
        except Transient as error:
            return [f"Address: {error}."]
        except WordPressError as error:
            return [self._no_rest(error)]
        if "application-passwords" not in offered:
            return ["Application passwords are switched off on WordPress."]
        return list(self._faults())

    def clock(self) -> datetime | None:
        return self._rest.index()[1].date

    def _faults(self) -> Iterator[str]:
        try:
            may = _names(self._rest.me().get("capabilities"))
        except (AuthFailed, BadData, Transient) as error:
            yield f"User or password: {error}."
            return
        missing = [needed for needed in NEEDED if needed not in may]
        if missing:
            yield f"The user's role is too small: {', '.join(missing)}."
            return
        try:
            self._base()
        except WordPressError as error:
            yield f"Post type: {error}."
        yield from self._comment_faults()
        yield from clock_faults(self.clock())

    def _no_rest(self, error: WordPressError) -> str:
        try:
            if self._rest.stands_beside():
                return f"REST is switched off on WordPress, or its permalinks are plain ({error})."
        except WordPressError:
            pass
        return f"Address: no WordPress with REST answers there ({error})."

    def _comment_faults(self) -> Iterator[str]:
        """Whether comments may be made at all is asked with one that is empty: it is refused either
        way, and how tells."""
        try:
            asked = {"context": "edit", "status": "any", "per_page": "1", "_fields": "id"}
            self._rest.call("GET", "comments", asked)
            place = self._place_that_takes_comments()
            if place:
                self._rest.call("POST", "comments", body={"post": place, "content": ""})
        except Closed:
            yield "Comments are closed on the whole of WordPress."
        except (BadData, Gone) as error:
            if str(error) != "REST answers 400":
                yield f"Comments are switched off on WordPress ({error})."
        except (AuthFailed, Transient) as error:
            yield f"Comments: {error}."

    def _place_that_takes_comments(self) -> int:
        box = self._rest.named("pages", [LETTER_BOX])
        if box:
            return box[0]
        asked = {"per_page": "100", "context": "edit", "_fields": "id,comment_status"}
        rows = map(struct, items(self._rest.call("GET", self._base(), asked)))
        return next((number(row, "id") for row in rows if row.get("comment_status") == "open"), 0)


def _names(value: object) -> set[str]:
    """The names switched on in an answer's table; PHP writes an empty table as a list."""
    return {str(name) for name, on in value.items() if on} if isinstance(value, dict) else set()
