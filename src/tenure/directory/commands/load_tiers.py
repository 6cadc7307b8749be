"""The tiers that a file of partners gives: a row for each that differs from what is on record.

A tier without a day holds from the day of the import. Rows are only ever added.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from tenure.foundation.bulk import Bulk, Counts

# Of several for one day the one recorded last counts.
_ON_RECORD = """
    SELECT DISTINCT ON (partner_id, start_on) partner_id, start_on, tier
    FROM directory_partnertier ORDER BY partner_id, start_on, id DESC
"""
_COLUMNS = {"partner_id": "BIGINT", "start_on": "DATE", "tier": "VARCHAR"}


class TierLoad:
    """The tiers' part of one import of partners."""

    TABLE: ClassVar[str] = "directory_partnertier"

    def __init__(self, bulk: Bulk, *, actor_id: int, on: date) -> None:
        self._bulk = bulk
        self._actor_id = actor_id
        self._on = on
        self._new = 0

    def plan(self, counts: Counts, present: Sequence[str]) -> Counts:
        """Decide which tiers are new; return the counts of partners with those that changed so.

        Needs `v_partners`, `ids_partners` and `e_partners`.
        """
        if "tier" not in present:
            return counts
        bulk = self._bulk
        bulk.pull("db_tiers", _ON_RECORD, _COLUMNS)
        given = "v.tier_start" if "tier_start" in present else "NULL::DATE"
        bulk.duck.execute(
            "CREATE OR REPLACE TABLE new_tiers AS SELECT v.partner_id, v.tier, v.start_on, v._s, "
            f"v._r FROM (SELECT i.id AS partner_id, v.tier, coalesce({given}, DATE '{self._on}') "
            "AS start_on, v._s, v._r FROM v_partners v JOIN ids_partners i ON i.key = v.partner) v "
            "ASOF LEFT JOIN db_tiers d ON d.partner_id = v.partner_id "
            "AND d.start_on <= v.start_on WHERE v.tier <> coalesce(d.tier, '')"
        )
        self._new = bulk.count("SELECT count(*) FROM new_tiers")
        only_tier = bulk.count(
            "SELECT count(*) FROM new_tiers t JOIN e_partners e ON e.id = t.partner_id "
            "WHERE e.old AND NOT e.changed"
        )
        return Counts(counts.new, counts.changed + only_tier, counts.unchanged - only_tier)

    def write(self) -> None:
        """Write the new tiers, after their partners."""
        if not self._new:
            return
        first = self._bulk.reserve(self.TABLE, self._new)
        self._bulk.send(
            self.TABLE,
            ("id", "partner_id", "tier", "start_on", "recorded_by_id"),
            f"SELECT {first} - 1 + row_number() OVER (ORDER BY _s, _r), partner_id, tier, "
            f"start_on, {self._actor_id} FROM new_tiers",
        )
