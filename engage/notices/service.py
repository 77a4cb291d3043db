"""The shelf of notice templates, and the snapshot that an engagement takes of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, select

from engage.core.errors import NotFound
from engage.core.events import NoticeAmended
from engage.core.unit import Unit
from engage.notices.models import NoticeVersion, NoticeWording
from engage.notices.rules import NoticeFault, NoticeTemplate, parse_notice, whole_hash
from engage.notices.wordings import is_tag, parse_wording

# Asked twice for each comment that is sent: put together once.
CURRENT: Final = (
    select(NoticeVersion)
    .where(NoticeVersion.engagement_id == bindparam("engagement_id"))
    .order_by(NoticeVersion.number.desc())
    .limit(1)
)


def load_templates(folder: Path) -> tuple[dict[str, NoticeTemplate], list[str]]:
    """Every template by name with its wordings, and one line for each file that is broken.

    A broken wording is as none: the notice itself stays usable.
    """
    templates: dict[str, NoticeTemplate] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            templates[path.stem] = parse_notice(path.stem, _text(path, path.name))
        except NoticeFault as fault:
            faults.append(str(fault))
    if not templates and not faults:
        faults.append(f"no collection notice (*.md) in {folder.name}/")
    for path in _wording_files(folder):
        try:
            templates |= _with_wording(templates, path)
        except NoticeFault as fault:
            faults.append(str(fault))
    return templates, faults


def _wording_files(folder: Path) -> Iterator[Path]:
    """Those of all languages, `fr/engagement-comments.md` among them."""
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if place.is_dir() and is_tag(place.name):
            yield from sorted(place.glob("*.md"))


def _with_wording(templates: Mapping[str, NoticeTemplate], path: Path) -> dict[str, NoticeTemplate]:
    """The template that the file words in another language, now with it."""
    tag, name = path.parent.name, path.stem
    original = templates.get(name)
    if original is None:
        if path.parents[1].joinpath(path.name).exists():
            # Told of already, as broken itself.
            return {}
        raise NoticeFault(f"{tag}/{path.name}: there is no {path.name} that it words")
    bare = replace(original, translated=())
    wording = parse_wording(tag, bare, _text(path, f"{tag}/{path.name}"))
    return {name: replace(original, translated=(*original.translated, wording))}


def _text(path: Path, named: str) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise NoticeFault(f"{named}: is not UTF-8 text") from None


def find_template(unit: Unit, name: str) -> NoticeTemplate | None:
    """One template by name; None when it is not there or not complete."""
    templates, _ = load_templates(unit.settings.notices_dir)
    return templates.get(name)


def current_version(unit: Unit, engagement_id: int) -> NoticeVersion | None:
    """The version that is shown now: the one with the highest number."""
    return unit.session.scalar(CURRENT, {"engagement_id": engagement_id})


def take_snapshot(unit: Unit, engagement_id: int, template: NoticeTemplate) -> NoticeVersion:
    """The engagement's version with this content; made, numbered and audited if it is new (R24).

    A version is a notice with its wordings, none of which ever changes: one that comes, goes or
    says something else makes the next version, too.
    """
    latest = current_version(unit, engagement_id)
    if latest is not None and whole_hash_of(unit, latest) == template.whole_hash:
        return latest
    version = NoticeVersion(
        engagement_id=engagement_id,
        number=latest.number + 1 if latest else 1,
        template=template.name,
        title=template.title,
        authority=template.authority,
        purpose=template.purpose,
        contact=template.contact,
        body=template.body,
        content_hash=template.content_hash,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    unit.session.add(version)
    unit.session.flush()
    _add_wordings(unit, version, template)
    unit.audit(
        "notice.versioned",
        f"engagement:{engagement_id}",
        number=version.number,
        hash=version.content_hash,
        **{f"hash_{tag}": one for tag, one in template.wording_hashes.items()},
    )
    if latest is not None:
        unit.emit(NoticeAmended(engagement_id, version.id))
    return version


def _add_wordings(unit: Unit, version: NoticeVersion, template: NoticeTemplate) -> None:
    for one in template.wordings:
        unit.session.add(
            NoticeWording(
                notice_version_id=version.id,
                language=one.tag,
                title=one.title,
                authority=one.authority,
                purpose=one.purpose,
                contact=one.contact,
                body=one.body,
                content_hash=one.content_hash,
            )
        )
    unit.session.flush()


def wordings_of(unit: Unit, version_id: int) -> Sequence[NoticeWording]:
    """A version's wordings in other languages, by tag."""
    return unit.session.scalars(
        select(NoticeWording)
        .where(NoticeWording.notice_version_id == version_id)
        .order_by(NoticeWording.language)
    ).all()


def whole_hash_of(unit: Unit, version: NoticeVersion) -> str:
    """Of a version with its wordings, as a template has it."""
    wordings = {one.language: one.content_hash for one in wordings_of(unit, version.id)}
    return whole_hash(version.content_hash, wordings)


def notice_version(unit: Unit, version_id: int) -> NoticeVersion:
    found = unit.session.get(NoticeVersion, version_id)
    if found is None:
        raise NotFound("There is no such notice.")
    return found
