"""The tables that the pieces of metrics read: `ledger`, `units` and `renewals`, as SQL over files.

1. `ledger` is the movements, each with the slices that are asked for. Where nothing finer than
   months and one slice is asked for, it is the kept sums instead, and the movements since.
2. `units` has, of each unit and currency in each part of the period, the ARR before it and what
   happened in it. It is added up from `ledger`; of customers, from the kept sheets of a year, a
   unit being a row of it. Units with movements since the sheets were made are added up anew.
3. What is kept is left aside when the asker may see only some contracts, or knows less than it has,
   or wants other currencies.
"""

from __future__ import annotations

from collections.abc import Sequence

from tenure.insight.queries.files import Facts, Kept, named
from tenure.insight.rules.asking import Asked
from tenure.insight.rules.units import CLASSES, units_sql

# Column of `ledger` -> the file that has it; the others are in the movements themselves.
OF_CONTRACTS = (
    "customer_id", "segment", "region", "country", "owner", "channel", "partner",
)  # fmt: skip
OF_PRODUCTS = ("product", "family")
KEPT_SLICES = ("whole", *OF_CONTRACTS[1:], *OF_PRODUCTS)
_OF_CUSTOMERS = ("segment", "region", "country")
# What a renewal's day is called -> the column that has it: unknown until it has come.
_HAPPENED = {
    "decided_on": "closed_on", "ready_on": "quoted_on", "sent_on": "sent_on",
    "accepted_on": "accepted_on", "fought_on": "save_on",
}  # fmt: skip
LAPSED = 180  # days; back later than that is a new logo, never a late renewal
_MONTH = "(extract(year FROM {day}) * 12 + extract(month FROM {day}) - 1)"


def tables_sql(
    asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool
) -> dict[str, str]:
    """Return the SELECTs to name before the metric's piece runs, in their order."""
    if asked.metric.facts == "renewals":
        return {"renewals": renewals_sql(asked, facts, columns, is_narrowed=is_narrowed)}
    if asked.metric.facts == "tasks":
        return {"tasks": tasks_sql(asked, facts, columns, is_narrowed=is_narrowed)}
    kept = _usable(asked, facts, is_narrowed=is_narrowed)
    if asked.metric.facts == "ledger":
        columns = (*columns, *asked.metric.columns_of)
        slices = set(columns) - {"currency"} or {"whole"}
        if kept and len(slices) == 1 and slices <= {*KEPT_SLICES}:
            return {"ledger": _sums_sql(asked, facts, kept, slices.pop(), columns)}
        return {"ledger": ledger_sql(asked, facts, columns, is_narrowed=is_narrowed)}
    level = asked.positions["level"].sql
    units = units_sql(level, ("currency", *(name for name in columns if name != "currency")))
    of_level = [name for name in ("customer_id", "contract_id", "product_id") if name in level]
    needed = (*columns, *of_level)
    known = {"currency", "whole", "customer_id", *_OF_CUSTOMERS}
    if kept and of_level == ["customer_id"] and known >= set(columns):
        return _sheets_sql(asked, facts, kept, columns, units)
    return {
        "ledger": ledger_sql(asked, facts, needed, is_narrowed=is_narrowed),
        "units": units,
    }


def ledger_sql(asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool) -> str:
    """Return the SELECT of all movements known: only what is asked for is joined."""
    where = _known(asked)
    return _joined(facts, columns, where=where, is_narrowed=is_narrowed)


def _joined(
    facts: Facts, columns: Sequence[str], *, where: Sequence[str] = (), is_narrowed: bool = False
) -> str:
    needed = {*columns}
    of_contracts = [name for name in OF_CONTRACTS if name in needed]
    of_products = [name for name in OF_PRODUCTS if name in needed]
    selected = [
        "m.contract_id", "m.product_id", "m.kind", "m.month", "m.effective_on", "m.amount",
        "m.currency", "'all' AS whole", *(f"c.{name}" for name in of_contracts),
        *(f"p.{name}" for name in of_products),
    ]  # fmt: skip
    joins = ""
    if of_contracts:
        joins += f" JOIN ({facts.contracts.sql()}) c ON c.contract_id = m.contract_id"
    if of_products:
        joins += f" LEFT JOIN {named([facts.products])} p ON p.product_id = m.product_id"
    if is_narrowed:
        joins += " SEMI JOIN visible v ON v.id = m.contract_id"
    conditions = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT {', '.join(selected)} FROM {named(facts.movements)} m{joins}{conditions}"


def _usable(asked: Asked, facts: Facts, *, is_narrowed: bool) -> Kept | None:
    """Return what is kept if it holds nothing that the asker may not see or does not know yet."""
    kept = facts.kept
    if kept is None or is_narrowed or asked.reporting:
        return None
    return kept if asked.known_on is None or asked.known_on >= kept.booked_on else None


def _since(asked: Asked, facts: Facts, kept: Kept, columns: Sequence[str]) -> str:
    """Return the SELECT of what to add to the kept: newer movements, and what was restated."""
    where = [f"m.id > {kept.through:d}", *_known(asked)]
    newer = f"SELECT *, 1 AS weight FROM ({_joined(facts, columns, where=where)})"
    if not kept.restated:
        return newer
    of_contracts = "".join(f", m.{name}" for name in OF_CONTRACTS if name in columns)
    of_products = "".join(f", p.{name}" for name in OF_PRODUCTS if name in columns)
    return f"""{newer} UNION ALL BY NAME
        SELECT m.contract_id, m.product_id, m.kind, m.month, m.amount, m.currency, 'all' AS whole,
            m.weight{of_contracts}{of_products}
        FROM {named(kept.restated)} m
        LEFT JOIN {named([facts.products])} p ON p.product_id = m.product_id"""


def _sums_sql(asked: Asked, facts: Facts, kept: Kept, by: str, columns: Sequence[str]) -> str:
    """Return the sums by one slice. One that no movement is left in is not there any more."""
    whole = "" if by == "whole" else "'all' AS whole, "
    return f"""
        SELECT kind, month, currency, {whole}{by}, sum(amount) AS amount FROM (
            SELECT kind, month, amount, currency, value AS {by}, weight FROM {named([kept.sums])}
            WHERE slice = '{by}'
            UNION ALL BY NAME
            SELECT kind, month, amount, currency, {by}, weight
            FROM ({_since(asked, facts, kept, columns)}))
        GROUP BY ALL HAVING sum(weight) > 0"""


def _sheets_sql(
    asked: Asked, facts: Facts, kept: Kept, columns: Sequence[str], units: str
) -> dict[str, str]:
    """Return `units` of customers: rows of a year's sheets, but for what moved since added up."""
    slices = [name for name in _OF_CUSTOMERS if name in columns]
    others = (name for name in columns if name != "currency")
    wanted = ", ".join(("n", "unit", "unit_too", "currency", *others))
    parts = [_sheet_part(asked, kept, n) for n in range(asked.periods)]
    rows = " UNION ALL ".join(part for part in parts if part)
    customers = ""
    if slices:
        told = ", ".join(f"any_value({name}) AS {name}" for name in slices)
        customers = f""" JOIN (SELECT customer_id, {told} FROM ({facts.contracts.sql()})
            GROUP BY customer_id) USING (customer_id)"""
    ledger = _since(asked, facts, kept, (*columns, "customer_id"))
    tables = {"ledger": ledger, "since": units}
    if not rows:
        return {**tables, "units": "SELECT * FROM since"}
    figures = ", ".join(("before", *CLASSES))
    tables["kept"] = f"SELECT {wanted}, {figures} FROM ({rows}){customers}"
    if facts.through_movement <= kept.through and not kept.restated:
        return {"units": tables["kept"]}
    added = ", ".join(f"sum({name}) AS {name}" for name in ("before", *CLASSES))
    moved = "(SELECT DISTINCT unit FROM since)"
    tables["units"] = f"""
        SELECT * FROM kept k ANTI JOIN {moved} m USING (unit)
        UNION ALL BY NAME
        SELECT {wanted}, {added} FROM (
            SELECT * FROM kept k SEMI JOIN {moved} m USING (unit)
            UNION ALL BY NAME SELECT {wanted}, {figures} FROM since) GROUP BY ALL"""
    return tables


def _sheet_part(asked: Asked, kept: Kept, n: int) -> str:
    """Return the rows of one part of the period, which lies in one year; none before the first."""
    start = asked.first + n * asked.step
    year, month = divmod(start, 12)
    if year < min(kept.sheets):
        return ""
    head = f"SELECT {n:d} AS n, customer_id AS unit, 0 AS unit_too, currency, customer_id"
    if year > max(kept.sheets):
        nothing = ", ".join(f"0 AS {name}" for name in CLASSES)
        last = named(kept.sheets[max(kept.sheets)])
        return f"{head}, 'all' AS whole, ending AS before, {nothing} FROM {last}"
    figures = [
        " + ".join(f"{name}_{month + k + 1:02}" for k in range(asked.step)) + f" AS {name}"
        for name in CLASSES
    ]
    told = ", ".join([f"before_{month + 1:02} AS before", *figures])
    return f"{head}, 'all' AS whole, {told} FROM {named(kept.sheets[year])}"


def renewals_sql(asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool) -> str:
    """Return the SELECT behind `renewals`: what was opened, decided and quoted by the known day."""
    known = f"DATE '{asked.known_on or '9999-12-31'}'"
    narrowed = " SEMI JOIN visible v ON v.id = r.renewal_id" if is_narrowed else ""
    wanted = [name for name in OF_CONTRACTS if name == "customer_id" or name in columns]
    slices = ", ".join(f"c.{name}" for name in wanted)
    days = ", ".join(
        f"CASE WHEN {was} <= {known} THEN {was} END AS {name}" for name, was in _HAPPENED.items()
    )
    return f"""
        WITH known AS (
            SELECT r.* EXCLUDE (sent_on, accepted_on), {days}
            FROM ({facts.renewals.sql()}) r{narrowed} WHERE opened_on <= {known})
        SELECT k.renewal_id, k.contract_id, {slices}, 'all' AS whole, k.currency,
            c.partner <> '' AS has_partner, k.atr, k.forecast, k.opened_on, k.due_on, k.ready_on,
            k.sent_on, k.accepted_on, k.decided_on, {_MONTH.format(day="k.due_on")} AS due_month,
            {_MONTH.format(day="k.decided_on")} AS closed_month,
            k.decided_on - k.due_on AS late_days, k.renewal_on - k.ready_on AS quoted_days,
            CASE WHEN k.decided_on IS NULL THEN 'open' WHEN k.outcome = 'merged' THEN 'merged'
                WHEN k.outcome = 'churned' OR k.decided_on - k.due_on > {LAPSED} THEN 'lost'
                ELSE 'won' END AS state,
            CASE WHEN k.decided_on - k.due_on <= {LAPSED} THEN coalesce(k.final, 0) ELSE 0 END
                AS won,
            CASE WHEN k.accepted_on IS NOT NULL THEN k.carried END AS carried,
            CASE WHEN k.accepted_on IS NOT NULL THEN k.entitled END AS entitled,
            CASE WHEN k.accepted_on IS NOT NULL THEN k.charged END AS charged,
            {_MONTH.format(day="k.fought_on")} AS save_month, k.save_atr, k.save_kept,
            k.save_outcome
        FROM known k JOIN ({facts.contracts.sql()}) c ON c.contract_id = k.contract_id"""


def tasks_sql(asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool) -> str:
    """Return the SELECT behind `tasks`: how many are due on a day, done by the known day or not."""
    known = f"DATE '{asked.known_on or '9999-12-31'}'"
    narrowed = " SEMI JOIN visible v ON v.id = t.contract_id" if is_narrowed else ""
    slices = "".join(f", c.{name}" for name in OF_CONTRACTS if name in columns)
    return f"""
        SELECT t.contract_id, 'all' AS whole, t.due_on, t.tasks,
            {_MONTH.format(day="t.due_on")} AS due_month,
            CASE WHEN t.done_on <= {known} THEN t.done_on END AS done_on,
            CASE WHEN t.done_on <= {known} THEN t.kind ELSE '' END AS kind{slices}
        FROM ({facts.tasks.sql()}) t JOIN ({facts.contracts.sql()}) c
            ON c.contract_id = t.contract_id{narrowed}"""


def _known(asked: Asked) -> list[str]:
    if asked.known_on is None:
        return []
    return [f"m.booked_on <= DATE '{asked.known_on}'"]
