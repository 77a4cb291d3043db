"""All sample engagements of the demo still build."""
import time
from engage.core.permissions import SYSTEM
from engage.demo.service import prepare_demo
from sqlalchemy import select, text
from engage.engagements.models import Engagement
from engage.reports import making, held, service
from engage.reports.models import Report
from engage.reports.tasks import renderer
from engage.core.clock import SystemClock

def hidden(units):
    list(prepare_demo(units))
    with units.reading(SYSTEM) as unit:
        rows = [(e.id, e.slug) for e in unit.session.scalars(select(Engagement).where(Engagement.published_revision_id.is_not(None)))]
    assert rows
    for i, slug in rows:
        made = making.make(units, SYSTEM, i, renderer(units.settings))
        print(slug, len(made.leaks), len(made.held), [ (l.file,l.place,l.kind) for l in made.leaks][:5])
        assert not made.leaks

def test_many(both_units):
    units = both_units
    from tests.app_fixtures import build_engagement
    from datetime import datetime, UTC
    from engage.comments.import_rules import read_mapping, read_sheet
    from engage.moderation.importing import import_comments
    build_engagement(units)
    N = 100_000
    raw = "\n".join(["timestamp,moderated,text", *(f"{1_770_000_000_000+n*20_000},1,Comment number {n}." for n in range(N))]).encode()
    sheet = read_sheet(raw, read_mapping(["text=text,received_at=timestamp,state=moderated"]), datetime(2027,1,1,tzinfo=UTC))
    import_comments(units, SYSTEM, "night-buses", "routes", sheet)
    with units.reading(SYSTEM) as unit:
        t=time.time(); pairs = held.published_words(unit.session, 1); print("read", time.time()-t, len(pairs))
    with units.writing(SYSTEM) as unit:
        r = service._new_report(unit, 1, service.State.BUILDING)
        t=time.time(); held.keep(unit.session, r.id, pairs); print("keep", time.time()-t)
        t=time.time(); assert held.out_of_date(unit.session, [r.id]) == set(); print("check", time.time()-t)
