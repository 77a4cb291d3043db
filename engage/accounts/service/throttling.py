"""Attempts are counted before anything is checked, and forgiven to who proved right.

So many guesses at once cannot all pass a count that none of them has raised yet. Every way of
proving oneself shares the buckets of an account: guesses at the sign-in page and at the page that
asks for a code again add up.
"""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import SignInAttempt
from engage.accounts.queries import attempts_since
from engage.accounts.rules import ATTEMPT_WINDOW, Throttle, folded_email, network_of, throttle
from engage.core.unit import Unit


def admit(unit: Unit, account: str, address: str) -> tuple[int, ...] | None:
    """Counts one attempt at an account (its e-mail address, in any spelling) from a network
    address; the rows to forgive later. None when there were too many already."""
    session, account, network = unit.session, folded_email(account), network_of(address)
    of_address = unit.keyring.blind_index(network, "sign-in/address")
    of_account = unit.keyring.blind_index(f"{network} {account}", "sign-in/account")
    one_at_a_time(session, of_address)
    since = unit.now - ATTEMPT_WINDOW
    counts = [attempts_since(session, bucket, since) for bucket in (of_account, of_address)]
    if throttle(*counts) is Throttle.WAIT:
        return None
    rows = [SignInAttempt(bucket=bucket, at=unit.now) for bucket in (of_account, of_address)]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def forgive(unit: Unit, attempt_ids: tuple[int, ...]) -> None:
    """Takes a counted attempt back."""
    unit.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(attempt_ids)))


def forget_attempts(unit: Unit) -> int:
    """Deletes attempts that no longer count; a recurring job. The number deleted."""
    gone = unit.session.scalars(
        delete(SignInAttempt)
        .where(SignInAttempt.at <= unit.now - ATTEMPT_WINDOW)
        .returning(SignInAttempt.id)
    ).all()
    return len(gone)


def one_at_a_time(session: Session, bucket: str) -> None:
    """Counting and adding must not interleave for one bucket (hexadecimal). SQLite has one writer
    anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(bucket[:15], 16))))
