"""Building a report: by a job, or at once by a command.

No transaction is open while the report is made. Its files are then written in many short ones, and
one more makes it ready: until then nobody can take any of it. An attempt has a number; whoever
begins anew, cancels or gives up takes the next one, so an older attempt finds at its next step that
the report is no longer its own, and stops (`Abandoned`).
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import insert, update
from sqlalchemy.exc import SQLAlchemyError

from engage.core.errors import Conflict, Refused
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Unit, Units
from engage.reports import held, queries, quoted
from engage.reports.making import Made, Progress, make
from engage.reports.models import Report, ReportFile, ReportFilePart, ReportLeak
from engage.reports.order import Order
from engage.reports.passing.service import note_names
from engage.reports.rendered import Render
from engage.reports.service import ending
from engage.reports.service.asking import new_report
from engage.reports.service.reach import readable_engagement
from engage.reports.states import PART, UNDER_WAY_STATES, State, media_type_of
from engage.reports.workplace import workplace

TRIES: Final = 3
KEPT_LEAKS: Final = 1_000
PARTS_TOGETHER: Final = 4
TELL_EVERY: Final = timedelta(seconds=1)
STORING: Final = "keeping"
KEPT: Final = 0.95
"""The share of the whole that is done when its files begin to be kept."""
TAKEN: Final = "A comment in this report has been taken from view since. Build it again."
STOPPED: Final = "The build was cancelled."
NO_SIGN_OFF: Final = "The sign-off of the lower threshold was ended meanwhile."


class Abandoned(Exception):
    """The report is no longer this attempt's: stop, and change nothing."""


class Leaking(Refused):
    """The leak gate refused the report; nothing was stored but the places."""

    def __init__(self, made: Made) -> None:
        count = len(made.leaks)
        places = "one place holds" if count == 1 else f"{count:,} places hold"
        super().__init__("", f"The report was refused and nothing was written: {places} personal"
                             " information or unpublished words.")  # fmt: skip
        self.made = made


class OutOfDate(Conflict):
    """The report holds words that are no longer in public view."""

    def __init__(self) -> None:
        super().__init__(TAKEN)


@dataclass
class Attempt:
    """One attempt at one report: what is made, and every step's proof that it is still ours."""

    units: Units
    report_id: int
    engagement_id: int
    number: int
    order: Order
    told: tuple[datetime, str] | None = field(default=None, init=False)

    def tell(self, share: float, step: str) -> None:
        """How far it is, from 0 to 1, at most every second; raises Abandoned."""
        now = self.units.clock.now()
        if self.told is not None and step == self.told[1] and now - self.told[0] < TELL_EVERY:
            return
        self.told = (now, step)
        # A database that is busy for long costs the page a look at the bar, and nobody a report.
        with suppress(SQLAlchemyError), self.ours() as unit:
            values = {"step": step, "share": max(0, min(99, round(share * 100)))}
            unit.session.execute(update(Report).where(Report.id == self.report_id).values(values))

    def store(self, made: Made, progress: Progress) -> None:
        """Keeps the bytes and what they hold of whom, in many short transactions."""
        if made.leaks:
            return
        total = sum(path.stat().st_size for path in made.files.values()) or 1
        done = 0
        for name, path in sorted(made.files.items()):
            digest, size = hashlib.sha256(), 0
            for start, contents in _portions(path):
                with self.ours() as unit:
                    unit.session.execute(
                        insert(ReportFilePart),
                        [
                            self._part(name, start + n, content)
                            for n, content in enumerate(contents)
                        ],
                    )
                for content in contents:
                    digest.update(content)
                    size += len(content)
                progress((done + size) / total, STORING)
            done += size
            with self.ours() as unit:
                unit.session.add(
                    ReportFile(
                        report_id=self.report_id,
                        name=name,
                        media_type=media_type_of(name),
                        sha256=digest.hexdigest(),
                        size=size,
                    )
                )
        for batch in held.batches(made.held):
            with self.ours() as unit:
                held.keep(unit.session, self.report_id, batch)

    def look(self, made: Made) -> str:
        """Looks whether all that it holds is still public, before the report is locked for it; the
        mark under which it was so. Raises OutOfDate."""
        if made.leaks:
            return ""
        with self.units.reading(SYSTEM) as unit:
            mark = held.mark_of(unit.session, self.engagement_id)
            if held.out_of_date(unit.session, [self.report_id]):
                raise OutOfDate
            return mark

    def finish(self, unit: Unit, made: Made, mark: str) -> None:
        """Makes it ready, or refuses it with the places; raises Abandoned or OutOfDate."""
        report = self._claimed(unit)
        report.is_final = made.is_final
        if made.leaks:
            report.leak_count = len(made.leaks)
            unit.session.add_all(_leak_rows(report, made))
            note_names(unit, report.id, report.engagement_id, made.leaks)
            ending.finish(unit, report, State.REFUSED, leaks=len(made.leaks))
            return
        now = held.mark_of(unit.session, self.engagement_id)
        if now != mark and held.out_of_date(unit.session, [report.id]):
            raise OutOfDate
        quoted.keep(unit.session, report.id, made.quoted)
        report.content_hash, report.figures, report.in_view = made.content_hash, made.figures, now
        ending.finish(unit, report, State.READY, hash=made.content_hash)

    def forget_some(self) -> bool:
        """Deletes some of what an earlier attempt left; False when nothing was left."""
        with self.ours() as unit:
            if ending.delete_parts(unit, self.report_id):
                return True
            queries.delete_files(unit.session, self.report_id)
            return held.forget(unit.session, self.report_id)

    @contextmanager
    def ours(self) -> Iterator[Unit]:
        """A short transaction in which the report is seen to be ours and alive."""
        with self.units.passing(SYSTEM) as unit:
            moved = unit.session.scalar(
                update(Report)
                .where(
                    Report.id == self.report_id,
                    Report.attempt == self.number,
                    Report.state == State.BUILDING,
                )
                .values(alive_at=unit.now)
                .returning(Report.id)
                .execution_options(synchronize_session=False)
            )
            if moved is None:
                raise Abandoned
            yield unit

    def _claimed(self, unit: Unit) -> Report:
        report = queries.locked_report(unit.session, self.report_id)
        if report.attempt != self.number or report.state != State.BUILDING:
            raise Abandoned
        return report

    def _part(self, name: str, number: int, content: bytes) -> dict[str, object]:
        return {"report_id": self.report_id, "name": name, "number": number, "content": content}


def begin(units: Units, report_id: int) -> Attempt | None:
    """Takes the report for a new attempt, and deletes what an earlier one left; None when it has
    ended already."""
    with units.writing(SYSTEM) as unit:
        report = queries.locked_report(unit.session, report_id)
        if report.state not in UNDER_WAY_STATES:
            return None
        if report.sign_off_id and not queries.is_signed_off(unit.session, report.sign_off_id):
            ending.give_up(unit, report)
            return None
        report.state, report.alive_at = State.BUILDING, unit.now
        report.attempt += 1
        report.step, report.share = "", 0
        attempt = Attempt(
            units, report_id, report.engagement_id, report.attempt, queries.order_of(report)
        )
    while attempt.forget_some():
        pass
    return attempt


def build(
    units: Units,
    actor: Actor,
    slug: str,
    render: Render,
    progress: Progress = lambda _share, _step: None,
    *,
    order: Order | None = None,
    take: Callable[[Made], object] = lambda _made: None,
) -> tuple[int, Made]:
    """Builds and keeps a report at once; its number and what was made. `take` is called with its
    files while they lie in their folder, after they were kept.

    It is made again when a comment was taken from view meanwhile, some times over. Raises Leaking
    when the gate refuses (the refusal is kept), NotFound, Refused, or at last OutOfDate.
    """
    with units.writing(actor) as unit:
        report = new_report(unit, readable_engagement(unit, slug), order, is_direct=True)
    try:
        for _ in range(TRIES):
            with suppress(OutOfDate):
                made = _attempt_at_once(units, actor, report.id, render, progress, take)
                if made.leaks:
                    raise Leaking(made)
                return report.number, made
        raise OutOfDate
    except Abandoned:
        raise Refused("", STOPPED) from None
    except BaseException:
        with units.writing(actor) as unit:
            ending.give_up(unit, queries.locked_report(unit.session, report.id))
        raise
    finally:
        ending.clear(units, report.id)


def _attempt_at_once(
    units: Units,
    actor: Actor,
    report_id: int,
    render: Render,
    progress: Progress,
    take: Callable[[Made], object],
) -> Made:
    attempt = begin(units, report_id)
    if attempt is None:
        raise Abandoned

    def show(share: float, step: str) -> None:
        progress(share, step)
        attempt.tell(share, step)

    with workplace(units.settings.var_dir, report_id) as folder:
        made, mark = made_and_stored(attempt, actor, render, folder, show)
        with units.writing(actor) as unit:
            attempt.finish(unit, made, mark)
        if not made.leaks:
            take(made)
    return made


def made_and_stored(
    attempt: Attempt, actor: Actor, render: Render, folder: Path, progress: Progress
) -> tuple[Made, str]:
    """What was made, its bytes kept, and the mark under which its words were public."""
    made = make(
        attempt.units,
        actor,
        attempt.engagement_id,
        attempt.order,
        folder,
        render,
        lambda share, step: progress(KEPT * share, step),
    )
    attempt.store(made, lambda share, step: progress(KEPT + (1 - KEPT) * share, step))
    return made, attempt.look(made)


def _portions(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """The parts of a file, some at a time, each time with the number of the first."""
    with path.open("rb") as file:
        number = 0
        while contents := [one for one in (file.read(PART) for _ in range(PARTS_TOGETHER)) if one]:
            yield number, contents
            number += len(contents)


def _leak_rows(report: Report, made: Made) -> Iterator[ReportLeak]:
    for leak in made.leaks[:KEPT_LEAKS]:
        yield ReportLeak(
            report_id=report.id, file=leak.file, place=leak.place, kind=leak.kind.value
        )
    for source in made.sources[:KEPT_LEAKS]:
        yield ReportLeak(
            report_id=report.id,
            file="",
            place="",
            kind=source.kind.value,
            comment_id=source.comment_id,
        )
