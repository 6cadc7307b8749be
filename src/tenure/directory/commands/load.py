"""Merge people and companies from files, set-based: who is new is added, what changed is changed.

The rows come typed and checked in DuckDB tables `v_<sheet>` (see sync/files). The caller holds the
transaction and records the one audit event of the import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tenure.directory.commands.load_tiers import TierLoad
from tenure.foundation.bare import bare_if_most_is_new
from tenure.foundation.bulk import Bulk, Counts, Field, Target

TEAMS = Target(
    sheet="teams",
    table="directory_team",
    key="code",
    key_column="team",
    fields=(
        Field("name", "VARCHAR", default='v."team"'),
        Field("region", "VARCHAR", default='v."region"'),
    ),
)
STAFF = Target(
    sheet="staff",
    table="directory_staffmember",
    key="code",
    key_column="staff",
    fields=(
        Field("name", "VARCHAR", "name", default='v."staff"'),
        Field("email", "VARCHAR", "email", default="''"),
        Field("role", "VARCHAR", "role", default="'renewals_manager'"),
        Field("region", "VARCHAR", "region", default="'EMEA'"),
        Field("languages", "VARCHAR", "languages", default="''"),
        Field("time_zone", "VARCHAR", "time_zone", default="'UTC'"),
        Field("team_id", "BIGINT", "team", ref="teams"),
        Field("manager_id", "BIGINT", "manager", ref="staff"),
        Field("active", "BOOLEAN", default="true"),
    ),
)
PARTNERS = Target(
    sheet="partners",
    table="directory_partner",
    key="key",
    key_column="partner",
    fields=(
        Field("name", "VARCHAR", "name"),
        Field("kind", "VARCHAR", "kind"),
        Field("country", "VARCHAR", "country", default="''"),
        Field("email", "VARCHAR", "email", default="''"),
    ),
)
CUSTOMERS = Target(
    sheet="customers",
    table="directory_customer",
    key="key",
    key_column="customer",
    fields=(
        Field("name", "VARCHAR", "name"),
        Field("legal_name", "VARCHAR", "legal_name", default="''"),
        Field("segment", "VARCHAR", "segment", default="'smb'"),
        Field("country", "VARCHAR", "country", default="''"),
        Field("region", "VARCHAR", "region", default="''"),
        Field("language", "VARCHAR", "language", default="'en'"),
        Field("address", "VARCHAR", "address", default="''"),
        Field("parent_id", "BIGINT", "parent", ref="customers"),
        Field("account_executive_id", "BIGINT", "account_executive", ref="staff"),
        Field("success_manager_id", "BIGINT", "success_manager", ref="staff"),
        Field("export_controlled", "BOOLEAN", "export_controlled", default="false"),
    ),
)
CONTACTS = Target(
    sheet="contacts",
    table="directory_contact",
    key="key",
    key_column="contact",
    fields=(
        Field("customer_id", "BIGINT", "customer", ref="customers"),
        Field("name", "VARCHAR", "name"),
        Field("email", "VARCHAR", "email", default="''"),
        Field("phone", "VARCHAR", "phone", default="''"),
        Field("role", "VARCHAR", "role", default="'renewal'"),
    ),
)
TARGETS: Mapping[str, Target] = {
    target.sheet: target for target in (STAFF, PARTNERS, CUSTOMERS, CONTACTS)
}


class DirectoryLoad:
    """The directory's part of one import: pull what is there, plan sheet by sheet, write."""

    def __init__(self, bulk: Bulk, *, actor_id: int, on: date) -> None:
        self._bulk = bulk
        self._tiers = TierLoad(bulk, actor_id=actor_id, on=on)
        self._planned: list[Target] = []

    def lock(self) -> None:
        """Keep other writers off until the transaction ends; readers go on."""
        tables = [target.table for target in (TEAMS, *TARGETS.values())]
        tables.append(TierLoad.TABLE)
        for table in tables:
            self._bulk.cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        self._bulk.number(tables)

    def pull(self, sheet: str, keys: str) -> None:
        """Copy the book's rows with these keys (a DuckDB query) to `db_<sheet>`."""
        self._bulk.pull_target(TARGETS[sheet], keys)

    def plan(self, sheet: str, present: Sequence[str]) -> Counts:
        """Decide what is new, changed or the same among `v_<sheet>`."""
        if sheet == "staff":
            self._plan_teams(present)
        self._planned.append(TARGETS[sheet])
        counts = self._bulk.plan(TARGETS[sheet], present)
        return self._tiers.plan(counts, present) if sheet == "partners" else counts

    def absent(self, sheet: str) -> None:
        """Let other sheets refer to what the book already has of a sheet not in the files."""
        self._bulk.no_rows(TARGETS[sheet])

    def write(self) -> None:
        """Write what was planned."""
        names = {target.sheet for target in self._planned}
        tables = [t.table for t in (CUSTOMERS, CONTACTS) if t.sheet in names]
        coming = 0
        if "customers" in names:
            coming = self._bulk.count("SELECT count(*) FROM e_customers WHERE NOT old")
        with bare_if_most_is_new(self._bulk, tables, CUSTOMERS.table, coming):
            for target in self._planned:
                self._bulk.write(target)
        self._tiers.write()

    def _plan_teams(self, present: Sequence[str]) -> None:
        duck = self._bulk.duck
        team = "team" if "team" in present else "NULL::VARCHAR"
        region = "region" if "region" in present else "'EMEA'"
        duck.execute(
            f"CREATE OR REPLACE TABLE v_teams AS SELECT {team} AS team, "
            f"arg_min({region}, _r) AS region, min(_s) AS _s, min(_r) AS _r FROM v_staff "
            f"WHERE coalesce({team}, '') <> '' GROUP BY 1"
        )
        self._bulk.pull_target(TEAMS, "SELECT team FROM v_teams")
        self._bulk.plan(TEAMS, ())
        self._planned.append(TEAMS)
