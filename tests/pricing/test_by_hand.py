"""The bench's query written by hand comes to what the waterfall does, line by line."""

from __future__ import annotations

from pathlib import Path

from tenure.cli.benches._by_hand import BY_HAND
from tenure.cli.benches._lines import LINES, POLICIES
from tenure.pricing.queries import bulk_engine, load_policies, price_table


def test_line_by_line(tmp_path: Path) -> None:
    with bulk_engine(tmp_path) as engine:
        load_policies(engine, POLICIES)
        engine.execute(LINES, [30_000])
        for statement in BY_HAND:
            engine.execute(statement)
        price_table(engine)
        reasons = engine.execute("SELECT DISTINCT leakage_reason FROM priced").fetchall()
        unequal = engine.execute(
            """
            SELECT h.* FROM by_hand h JOIN priced p USING (line_id)
            WHERE (p8, expiring, proposed, partner, carried, entitled_to, leakage, true_up, reason)
                IS DISTINCT FROM (proposed_price_e4, expiring_minor, proposed_minor, partner_minor,
                    carried_minor, entitled_minor, leakage_minor, true_up_minor, leakage_reason)
            """
        ).fetchall()
    assert len(reasons) == 7, "every reason of leakage is drawn, and none"
    assert unequal == []
