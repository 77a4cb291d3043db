"""A person says whether a draft here follows what was changed on WordPress."""

from sqlalchemy import update

from engage.core.unit import Unit
from engage.wordpress.models import WordPressDifference, WordPressLink, WordPressPostIn
from engage.wordpress.plans import LinkState, Settling, Thing, Trouble
from engage.wordpress.service.noting import theirs_of
from engage.wordpress.service.sources.drafts import (
    digest_of,
    draft_of,
    find_draft,
    save,
    says,
    take_back,
)
from engage.wordpress.sourcing import InState, Written


def ours_of_draft(unit: Unit, row: WordPressDifference) -> dict[str, str]:
    """The draft as it is now, under the names of `seen.FIELD_WORDS`."""
    title, summary, body = says(unit, draft_of(unit, row.thing, row.local_id))
    ours = {"heading": title, "body": body}
    return ours | {"lead": summary} if row.thing == Thing.UPDATE else ours


def settle_draft(unit: Unit, row: WordPressDifference, link: WordPressLink, how: Settling) -> None:
    """THEIRS is a new draft, for approvals and publishing as ever. OURS stays, and a later change
    there is asked about again. The draft of a topic that was never public goes with its post; any
    other that was taken down there is settled by having been seen to."""
    if row.trouble == Trouble.CHANGED_THERE and how is Settling.THEIRS:
        draft = find_draft(unit, row.thing, row.local_id)
        theirs = theirs_of(unit, row)
        written = Written(theirs.get("heading", ""), theirs.get("lead", ""), theirs.get("body", ""))
        save(unit, draft, written)
        link.fields_hash = link.seen_hash = written.digest
    elif how is Settling.THEIRS:
        draft = find_draft(unit, row.thing, row.local_id)
        if draft.thing is Thing.TOPIC and not draft.is_public:
            take_back(unit, draft)
            link.fields_hash = digest_of(unit, draft)
    if row.trouble == Trouble.CHANGED_THERE:
        _is_settled(unit, link)
    link.state = LinkState.SHOWN if row.trouble == Trouble.CHANGED_THERE else LinkState.HIDDEN
    link.trouble = None


def _is_settled(unit: Unit, link: WordPressLink) -> None:
    unit.session.execute(
        update(WordPressPostIn)
        .where(
            WordPressPostIn.remote_id == link.remote_id,
            WordPressPostIn.state == InState.DIFFERS,
        )
        .values(state=InState.TAKEN)
        .execution_options(synchronize_session=False)
    )
