"""The shapes of what `/api/v1/` answers, as JSON Schema (draft 2020-12).

Every object names all its members and allows no other, so that a member that comes or goes without
a word here fails the tests.
"""

from typing import Any, Final

Schema = dict[str, Any]


def _object(description: str, /, **members: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(description: str, **more: object) -> Schema:
    return {"type": "string", "description": description, **more}


def _maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def _list(of: Schema, description: str) -> Schema:
    return {"type": "array", "items": of, "description": description}


def _instant(description: str) -> Schema:
    return _text(f"{description} UTC.", format="date-time")


def _url(description: str) -> Schema:
    return _text(description, format="uri")


def _number(description: str, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "description": description}


def _choice(description: str, *values: str) -> Schema:
    return _text(description, enum=list(values))


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _page(of: str) -> Schema:
    return _object(
        "A page of a list.",
        items=_list(_ref(of), "In the order of the list."),
        next=_maybe(_url("Where the next page is asked for; null on the last one.")),
    )


_HTML: Final = "HTML as on the page: sanitized, without scripts and styles, addresses whole."
_SHA256: Final = r"^[0-9a-f]{64}$"

_NOTICE_WORDS: Final[Schema] = {
    "language": _text("The language of its words, as a BCP 47 tag."),
    "title": _text("Its title."),
    "authority": _text("Under which law."),
    "purpose": _text("What for."),
    "contact": _text("Who answers questions about it."),
    "body_html": _text(_HTML),
    "content_sha256": _text("SHA-256 of its content.", pattern=_SHA256),
}

_ENGAGEMENT: Final[Schema] = {
    "slug": _text("Its name in addresses."),
    "title": _text("The question that is asked."),
    "summary": _text("In a few sentences."),
    "kind": _choice("An ongoing one has no closing date.", "time_limited", "ongoing"),
    "ministry": _ref("MinistryName"),
    "region": _maybe(_text("Where it matters; null for the whole province.")),
    "topic_areas": _list(_text("A topic area."), "What it is about."),
    "status": _choice("By the clock.", "upcoming", "open", "closed", "results"),
    "status_words": _text("The same in words, such as 'Open, closes in 9 days'."),
    "accepts_comments": _flag("Whether comments are taken now."),
    "published_at": _instant("When it was made public."),
    "opens_at": _maybe(_instant("When it opens; null while that is not settled.")),
    "closes_at": _maybe(_instant("When it closes; null for one without a closing date.")),
    "results_at": _maybe(_instant("When its results were published.")),
    "url": _url("Its page."),
    "api_url": _url("All of it as JSON."),
}
_WHOLE: Final[Schema] = {
    "body_html": _text(_HTML),
    "contact": _text("Who answers questions about it."),
    "contact_email": _maybe(_text("Their address.")),
    "ways_to_take_part": _list(_ref("Way"), "All have the same weight."),
    "figures": _ref("Figures"),
    "topics": _list(_ref("Topic"), "In the order of the page."),
    "documents": _list(_ref("Document"), "In the order of the page."),
    "languages": _list(_ref("Translation"), "Other languages in which its pages can be read."),
    "updates_url": _url("Its updates as JSON."),
    "results_url": _url("Its results as JSON; not found before they are public."),
    "notice_url": _url("The collection notice as JSON."),
    "releases_url": _url("The releases of its report as JSON."),
}
_UPDATE: Final[Schema] = {
    "slug": _text("Its name in addresses."),
    "title": _text("Its title."),
    "summary": _text("In a sentence or two."),
    "body_html": _text(_HTML),
    "published_at": _instant("When it was first published."),
    "url": _url("Its page."),
    "api_url": _url("It alone as JSON."),
}

SCHEMAS: Final[dict[str, Schema]] = {
    "MinistryName": _object("Who asks.", code=_text("Its code."), name=_text("Its name.")),
    "Ministry": _object(
        "A ministry that has something public.",
        code=_text("Its code, for the filter 'ministry'."),
        name=_text("Its name."),
        engagements_url=_url("Its engagements as JSON."),
    ),
    "Engagement": _object("An engagement as lists show it.", **_ENGAGEMENT),
    "EngagementWhole": _object("An engagement with all its parts.", **_ENGAGEMENT, **_WHOLE),
    "Way": _object(
        "A way to take part.",
        kind=_choice("Which way.", "comment", "email", "phone", "mail", "in_person"),
        value=_text("The address of the form, or what to write to, to call, where to go."),
    ),
    "Figure": _object(
        "A public count. Small numbers are not told, so that nobody can be singled out.",
        exact=_maybe(_number("The number; null where it is not told.")),
        words=_text("As the page says it, such as '1,204' or 'fewer than 10'."),
    ),
    "Figures": _object(
        "Comments on an engagement.",
        received=_ref("Figure"),
        published=_ref("Figure"),
        not_published=_ref("Figure"),
    ),
    "Topic": _object(
        "What can be commented on.",
        slug=_text("Its name in addresses."),
        title=_text("Its title."),
        body_html=_text(_HTML),
        prompt=_text("What is asked; may be empty."),
        necessity=_text("Why it is asked; may be empty."),
        questions=_list(_ref("Question"), "Asked beside the free comment."),
        comments=_maybe(_ref("Figure")),
        url=_url("Its page."),
        api_url=_url("It alone as JSON."),
        comments_url=_url("Its published comments as JSON."),
    ),
    "Document": _object(
        "A document to read beside.",
        title=_text("Its title."),
        description=_text("What it is; may be empty."),
        language=_maybe(_text("Its language (BCP 47).")),
        details=_text("Format, size and pages in words."),
        url=_maybe(_url("The file; null once it was removed.")),
        removed_at=_maybe(_instant("When it was removed.")),
    ),
    "Translation": _object(
        "An engagement's page in another language.",
        language=_text("The language (BCP 47)."),
        url=_url("The page."),
    ),
    "Question": _object(
        "A question with an answer of its own.",
        key=_text("The same through every edit of its words."),
        kind=_choice("How it is answered.", "choice", "several", "scale", "short"),
        label=_text("The question."),
        options=_list(_text("An option."), "What can be chosen; empty for the other kinds."),
        scale=_maybe(_ref("Scale")),
        necessity=_text("Why it is asked."),
        use=_text("What is done with the answers."),
        is_required=_flag("Whether it must be answered."),
    ),
    "Scale": _object(
        "A scale from 1 to 'steps'.",
        steps=_number("The last step.", 2),
        low=_text("What 1 means."),
        high=_text("What the last step means."),
    ),
    "Update": _object("News of an engagement.", **_UPDATE),
    "Results": _object(
        "What was heard, and what was done with it.",
        summary=_text("In a few sentences."),
        body_html=_text(_HTML),
        published_at=_instant("When they were published."),
        figures=_ref("Figures"),
        url=_url("Their page."),
    ),
    "Notice": _object(
        "Under which notice comments are collected now.",
        number=_number("Its number; a changed notice has the next one.", 1),
        **_NOTICE_WORDS,
        in_force_since=_instant("Since when it is shown."),
        wordings=_list(_ref("NoticeWording"), "The same notice in other languages."),
        url=_url("Its page."),
    ),
    "NoticeWording": _object("The notice in another language.", **_NOTICE_WORDS),
    "Release": _object(
        "A public release of the report; what was released is never changed.",
        number=_number("Its number.", 1),
        words=_text("What it is."),
        released_at=_instant("When it was released."),
        content_hash=_text("The hash of what it says, in all its files.", pattern=_SHA256),
        threshold=_number("Counts below are not told exactly.", 1),
        is_withdrawn=_flag("Withdrawn for correction: its files are not handed out."),
        replaced_by=_maybe(_number("The release that took its place.", 1)),
        corrects=_maybe(_number("The release that it corrects.", 1)),
        correction=_text("What was corrected; may be empty."),
        sums_url=_url("All hashes as a file for 'sha256sum --check'."),
        files=_list(_ref("ReleaseFile"), "In the order of reading."),
    ),
    "ReleaseFile": _object(
        "A file of a release.",
        name=_text("Its name."),
        url=_maybe(_url("Where it is; null once it is not handed out any more.")),
        format=_text("Its format in words."),
        language=_choice("Its language.", "en", "fr"),
        size=_text("Its size in words."),
        sha256=_text("SHA-256 of its bytes.", pattern=_SHA256),
    ),
    "Comment": _object(
        "A published comment, as its page shows it.",
        id=_text("Its public id."),
        name=_maybe(_text("The name its author chose; null for none.")),
        channel=_choice(
            "How it came.",
            "web", "email", "wordpress", "paper", "phone", "in_person", "social", "import",
        ),
        received_at=_instant("When it came."),
        language=_maybe(_text("Its language (BCP 47) where that is known.")),
        text=_text("Plain text. Where words were taken out, marks stand in their place."),
        redactions=_list(_ref("Redaction"), "Where the marks stand, in the order of the text."),
        answers=_list(_ref("Answer"), "What was chosen beside it."),
        in_reply_to=_maybe(_text("The public id of the comment that it answers.")),
        official_reply=_maybe(_ref("OfficialReply")),
        url=_url("Its permanent address."),
        api_url=_url("It alone as JSON."),
    ),
    "Redaction": _object(
        "A mark in place of words, in code points of the text.",
        start=_number("Its first character."),
        end=_number("After its last character.", 1),
        reason=_text("What was taken out."),
    ),
    "Answer": _object(
        "A question as it was asked, and what was chosen.",
        question=_text("The question."),
        said=_list(_text("A choice in words."), "What was chosen."),
    ),
    "OfficialReply": _object(
        "What the team answered under a comment.",
        team=_text("Who speaks."),
        byline=_maybe(_text("First name and role of who wrote it, if they wished.")),
        text=_text("Plain text."),
        published_at=_instant("When it was published."),
        corrected_at=_maybe(_instant("When it was corrected.")),
        is_to_earlier_text=_flag("Whether the comment was corrected since."),
    ),
    "Problem": _object(
        "An error (RFC 9457).",
        type=_text("Always 'about:blank'."),
        title=_text("The status in words."),
        status=_number("The status.", 400),
        detail=_text("What is wrong."),
    ),
    "Engagements": _page("Engagement"),
    "Comments": _page("Comment"),
    "Updates": _page("Update"),
    "Releases": _page("Release"),
    "Ministries": _page("Ministry"),
}  # fmt: skip
SCHEMAS["Problem"]["properties"]["parameter"] = _text("Which parameter is wrong, for a 400.")
