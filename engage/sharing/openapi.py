"""The description of `/api/v1/` in OpenAPI 3.1, served as it stands here.

It is written by hand, for people; tests hold it against the routes and against real answers, so it
cannot say something else than they do.
"""

from dataclasses import dataclass
from typing import Any, Final

from engage.sharing.openapi_schemas import SCHEMAS, Schema

VERSION: Final = "1.0.0"
DESCRIPTION: Final = (
    "What the public pages of this site show, for programs: engagements, their topics, published"
    " comments, updates, results, notices and released reports. Reading needs no key, nobody is"
    " counted, and scripts of any page may ask (CORS).\n\n"
    "Lists come in pages: ask the address in 'next' (also in the header 'Link') until it is null."
    " What was published since you began stands in front of the first page.\n\n"
    "A comment can be taken back at any time, and is gone from here at once. If you keep a copy,"
    " ask again before you show it, and take down what is gone. Answers carry an ETag: with"
    " 'If-None-Match' you get 304 while nothing has changed.\n\n"
    "Text of comments is the public version: where words were taken out, marks stand. Small counts"
    " are told in words only."
)


@dataclass(frozen=True)
class Route:
    """A path as OpenAPI writes it, the schema of its answer, and which parameters it takes."""

    path: str
    name: str
    summary: str
    answer: str
    query: tuple[str, ...] = ()


PAGED: Final = ("limit", "cursor")
FILTERS: Final = (
    "status", "ministry", "region", "topic_area",
    "opens_from", "opens_before", "closes_from", "closes_before",
)  # fmt: skip
ONE: Final = "/engagements/{slug}"
TOPIC: Final = f"{ONE}/topics/{{topic_slug}}"
ROUTES: Final = (
    Route("/engagements", "engagements", "List engagements", "Engagements", (*FILTERS, *PAGED)),
    Route(ONE, "engagement", "One engagement with its topics", "EngagementWhole"),
    Route(TOPIC, "topic", "One topic with its questions", "Topic"),
    Route(f"{TOPIC}/comments", "comments", "Published comments, newest first", "Comments", PAGED),
    Route(f"{ONE}/updates", "updates", "Updates, newest first", "Updates", PAGED),
    Route(f"{ONE}/updates/{{update_slug}}", "update", "One update", "Update"),
    Route(f"{ONE}/results", "results", "Results, once they are public", "Results"),
    Route(f"{ONE}/notice", "notice", "The collection notice in force", "Notice"),
    Route(f"{ONE}/releases", "releases", "Releases of the report", "Releases"),
    Route("/comments/{public_id}", "comment", "One published comment", "Comment"),
    Route("/ministries", "ministries", "Ministries with something public", "Ministries"),
)


def _parameter(name: str, place: str, description: str, **schema: object) -> Schema:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _moment(name: str, description: str) -> Schema:
    words = f"{description} A day (2026-03-14, from midnight in B.C.) or an instant (RFC 3339)."
    return _parameter(name, "query", words)


PARAMETERS: Final = {
    one["name"]: one
    for one in (
        _parameter("slug", "path", "The engagement's name in addresses."),
        _parameter("topic_slug", "path", "The topic's name in addresses."),
        _parameter("update_slug", "path", "The update's name in addresses."),
        _parameter("public_id", "path", "The comment's public id."),
        _parameter(
            "status",
            "query",
            "Only engagements that stand so now.",
            enum=["upcoming", "open", "closed", "results"],
        ),
        _parameter("ministry", "query", "Only those of the ministry with this code."),
        _parameter("region", "query", "Only those of this region, as written there."),
        _parameter("topic_area", "query", "Only those about this area, as written there."),
        _moment("opens_from", "Opening then or later."),
        _moment("opens_before", "Opening earlier."),
        _moment("closes_from", "Closing then or later."),
        _moment("closes_before", "Closing earlier."),
        _parameter(
            "limit", "query", "How many on a page.",
            type="integer", minimum=1, maximum=200, default=50,
        ),
        _parameter("cursor", "query", "Where the page begins: from the address in 'next'."),
    )
}  # fmt: skip


def document(base_url: str) -> dict[str, Any]:
    """The whole description, for the site at this address."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "Engage", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": f"{base_url.rstrip('/')}/api/v1"}],
        "paths": {route.path: {"get": _operation(route)} for route in ROUTES},
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "responses": {
                "Problem": {
                    "description": "What went wrong.",
                    "content": {"application/problem+json": {"schema": _ref("schemas/Problem")}},
                },
                "Unchanged": {"description": "You have this answer already."},
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    in_path = [name for name in PARAMETERS if f"{{{name}}}" in route.path]
    names = (*in_path, *route.query)
    schema = _ref(f"schemas/{route.answer}")
    answers = {
        "200": {
            "description": route.summary,
            "headers": _headers(is_paged="cursor" in route.query),
            "content": {"application/json": {"schema": schema}},
        },
        "304": _ref("responses/Unchanged"),
        "400": _ref("responses/Problem"),
        "404": _ref("responses/Problem"),
        "405": _ref("responses/Problem"),
    }
    return {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": [_ref(f"parameters/{name}") for name in names],
        "responses": answers,
    }


def _headers(*, is_paged: bool) -> dict[str, Any]:
    told = {"ETag": "For 'If-None-Match'."}
    if is_paged:
        told["Link"] = "The next page (RFC 8288), where there is one."
    return {
        name: {"description": words, "schema": {"type": "string"}} for name, words in told.items()
    }


def _ref(place: str) -> dict[str, str]:
    return {"$ref": f"#/components/{place}"}
