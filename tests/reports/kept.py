"""What tests ask about reports that are kept."""

from sqlalchemy import func, insert, select

from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.reports import service
from engage.reports.models import Report, ReportComment, ReportFile, ReportFilePart
from engage.reports.order import Order
from engage.reports.service import Attempt
from tests.reports.people import SLUG


def reports(units: Units) -> list[Report]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Report).order_by(Report.number)))


def files(units: Units, report_id: int | None = None) -> list[ReportFile]:
    question = select(ReportFile).order_by(ReportFile.report_id, ReportFile.name)
    if report_id is not None:
        question = question.where(ReportFile.report_id == report_id)
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(question))


def kept_files(units: Units) -> int:
    return len(files(units))


def parts(units: Units, report_id: int | None = None) -> int:
    return _count(units, ReportFilePart, report_id)


def held_words(units: Units, report_id: int | None = None) -> int:
    return _count(units, ReportComment, report_id)


def _count(
    units: Units, table: type[ReportFilePart] | type[ReportComment], report_id: int | None
) -> int:
    question = select(func.count()).select_from(table)
    if report_id is not None:
        question = question.where(table.report_id == report_id)
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(question) or 0


def content_of(units: Units, report_id: int, name: str) -> bytes:
    """The bytes of a file, its parts put together."""
    question = (
        select(ReportFilePart.content)
        .where(ReportFilePart.report_id == report_id, ReportFilePart.name == name)
        .order_by(ReportFilePart.number)
    )
    with units.reading(SYSTEM) as unit:
        return b"".join(unit.session.scalars(question))


def half_a_file(attempt: Attempt) -> None:
    """What a worker leaves that dies while it keeps a file."""
    with attempt.ours() as unit:
        part = {"report_id": attempt.report_id, "name": "half.csv", "number": 0, "content": b"a"}
        unit.session.execute(insert(ReportFilePart), [part])


def request(units: Units, actor: Actor = SYSTEM, order: Order | None = None) -> int:
    with units.writing(actor) as unit:
        return service.request_report(unit, SLUG, order).id
