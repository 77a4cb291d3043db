"""The recurring job that learns from decisions, and the row in which the outcome lies."""

from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engage.core.ledgers import upsert
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.jobs.handlers import JobContext
from engage.moderation.spam.examples import published_texts, spam_texts
from engage.moderation.spam.learning import Model, learned, opened, packed
from engage.moderation.spam.models import SortingModel

LEARN: Final = "moderation.learn"
ONLY: Final = 1


def learn(context: JobContext) -> None:
    """Reads, learns with no transaction open, and keeps the outcome with the end of the job."""
    with context.units.reading(SYSTEM) as unit:
        ham, spam = published_texts(unit.session), spam_texts(unit.session)
    model = learned([*ham, *spam], [False] * len(ham) + [True] * len(spam))
    with context.recording() as unit:
        if model is None:
            unit.session.execute(delete(SortingModel))
        else:
            keep(unit, model, ham=len(ham), spam=len(spam))


def keep(unit: Unit, model: Model, *, ham: int, spam: int) -> None:
    """The newest model in place of the one before."""
    values = {
        "trained_at": unit.now,
        "ham": ham,
        "spam": spam,
        "weights": packed(model),
    }
    statement = upsert(unit.session.get_bind().dialect, SortingModel).values(id=ONLY, **values)
    unit.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def kept_model(session: Session) -> Model | None:
    """The model in force, if decisions gave one."""
    stored = session.scalar(select(SortingModel.weights).where(SortingModel.id == ONLY))
    return opened(stored) if stored else None
