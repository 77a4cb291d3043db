"""The shelf of notice templates, and the snapshot that an engagement takes of one."""

from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, select

from engage.core.errors import NotFound
from engage.core.events import NoticeAmended
from engage.core.unit import Unit
from engage.notices.models import NoticeVersion
from engage.notices.rules import NoticeFault, NoticeTemplate, parse_notice

# Asked twice for each comment that is sent: put together once.
CURRENT: Final = (
    select(NoticeVersion)
    .where(NoticeVersion.engagement_id == bindparam("engagement_id"))
    .order_by(NoticeVersion.number.desc())
    .limit(1)
)


def load_templates(folder: Path) -> tuple[dict[str, NoticeTemplate], list[str]]:
    """Every template by name, and one line for each file that is broken."""
    templates: dict[str, NoticeTemplate] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            templates[path.stem] = parse_notice(path.stem, path.read_text("utf-8"))
        except (NoticeFault, UnicodeDecodeError) as fault:
            unreadable = isinstance(fault, UnicodeDecodeError)
            faults.append(f"{path.name}: is not UTF-8 text" if unreadable else str(fault))
    if not templates and not faults:
        faults.append(f"no collection notice (*.md) in {folder.name}/")
    return templates, faults


def find_template(unit: Unit, name: str) -> NoticeTemplate | None:
    """One template by name; None when it is not there or not complete."""
    templates, _ = load_templates(unit.settings.notices_dir)
    return templates.get(name)


def current_version(unit: Unit, engagement_id: int) -> NoticeVersion | None:
    """The version that is shown now: the one with the highest number."""
    return unit.session.scalar(CURRENT, {"engagement_id": engagement_id})


def take_snapshot(unit: Unit, engagement_id: int, template: NoticeTemplate) -> NoticeVersion:
    """The engagement's version with this content; made, numbered and audited if it is new (R24)."""
    latest = current_version(unit, engagement_id)
    if latest is not None and latest.content_hash == template.content_hash:
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
    unit.audit(
        "notice.versioned",
        f"engagement:{engagement_id}",
        number=version.number,
        hash=version.content_hash,
    )
    if latest is not None:
        unit.emit(NoticeAmended(engagement_id, version.id))
    return version


def notice_version(unit: Unit, version_id: int) -> NoticeVersion:
    found = unit.session.get(NoticeVersion, version_id)
    if found is None:
        raise NotFound("There is no such notice.")
    return found
