"""Price a chunk of new quotes and store them set-based: quotes, lines with traces, audit events."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.pricing import queries as pricing
from tenure.pricing.queries.facts import FACT_NAMES, PIECES, WantedTerm, copy_facts
from tenure.pricing.rules import WATERFALL
from tenure.quotes.models import Quote
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.rules.next_action import QuoteFact

# What DuckDB calls a type, as PostgreSQL does.
_TYPES = {"VARCHAR": "text", "DATE": "date", "BIGINT": "bigint", "BOOLEAN": "boolean"}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class NewQuote:
    """Hold a quote to be stored; its lines and amounts follow from pricing."""

    renewal_id: int
    contract_id: int
    contract_revision: int
    currency: str
    number: str
    version: int
    term: Period
    term_months: int
    valid_until: date


def store(*, quotes: Sequence[NewQuote], by: User, on: date) -> list[int]:
    """Price and insert the quotes, one audit event each; return their ids in the given order.

    Their renewals learn of them and of their next action. No line's figures pass through Python:
    rows stream from PostgreSQL through the pricing engine and back.
    Raise MoneyOverflow or DataError, then nothing is stored.
    """
    terms = [WantedTerm(quote.contract_id, quote.term) for quote in quotes]
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    for left in work.glob("pricing-*"):  # of a run that was killed: makers of quotes take turns
        shutil.rmtree(left, ignore_errors=True)
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="pricing-", dir=work) as folder:
        _price(terms, Path(folder))
        ids = _insert_quotes(quotes, by=by, on=on)
        _insert_lines(ids)
        facts = {quote.renewal_id: QuoteFact(on, quote.contract_revision) for quote in quotes}
        refresh_next_actions(renewal_ids=list(facts), quoted=facts, by=by, on=on)
    return ids


def _price(terms: Sequence[WantedTerm], folder: Path) -> None:
    """Leave the priced lines of the terms in the temporary table `quotes_priced`."""
    facts, priced = folder / "facts.csv", folder / "priced.csv"
    copy_facts(terms, facts)
    with pricing.bulk_engine(folder) as engine:
        pricing.load_csv(engine, facts, FACT_NAMES)
        pricing.load_policies(engine, pricing.policies())
        pricing.price_csv(engine, priced)
    kept = (f"{name} {_TYPES[kind]}" for name, kind in WATERFALL.kept.items())
    columns = ", ".join(["line_id bigint", *kept])
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.quotes_priced")
        cursor.execute(f"CREATE TEMP TABLE quotes_priced ({columns}) ON COMMIT DROP")
        statement = f"COPY quotes_priced FROM STDIN (FORMAT csv, NULL '{pricing.NULL_TEXT}')"
        with priced.open("rb") as source, cursor.copy(statement) as copy:
            while block := source.read(_BLOCK):
                copy.write(block)
        cursor.execute("ANALYZE quotes_priced")


_QUOTES = f"""
    INSERT INTO quotes_quote (
        number, version, renewal_id, is_primary, currency, start_on, end_on, term_months,
        priced_on, contract_revision, valid_until, expiring_minor, proposed_minor, made_by_id
    )
    SELECT w.number, w.version, w.renewal_id, true, w.currency, w.start_on, w.end_on,
        w.term_months, %(priced_on)s, w.contract_revision, w.valid_until,
        t.expiring_minor, t.proposed_minor, %(made_by)s
    FROM unnest(
        %(renewal_id)s::bigint[], %(contract_id)s::bigint[], %(contract_revision)s::int[],
        %(currency)s::text[], %(number)s::text[], %(version)s::int[], %(start_on)s::date[],
        %(end_on)s::date[], %(term_months)s::int[], %(valid_until)s::date[]
    ) WITH ORDINALITY AS w (
        renewal_id, contract_id, contract_revision, currency, number, version,
        start_on, end_on, term_months, valid_until, place
    )
    JOIN (
        SELECT l.contract_id, sum(p.expiring_minor)::bigint AS expiring_minor,
            sum(p.proposed_minor)::bigint AS proposed_minor
        FROM quotes_priced p JOIN book_line l ON l.id = p.line_id / {PIECES}
        GROUP BY l.contract_id
    ) AS t USING (contract_id)
    ORDER BY w.place
    RETURNING id, number, jsonb_build_object(
        'renewal', renewal_id, 'version', version, 'currency', currency,
        'expiring_minor', expiring_minor, 'proposed_minor', proposed_minor
    )
"""


def _insert_quotes(quotes: Sequence[NewQuote], *, by: User, on: date) -> list[int]:
    """Insert the quotes with their totals, and one `quotes.issue` event each."""
    names = ("renewal_id", "contract_id", "contract_revision", "currency", "number", "version",
             "term_months", "valid_until")  # fmt: skip
    columns: dict[str, object] = {
        name: [getattr(quote, name) for quote in quotes] for name in names
    }
    columns |= {"priced_on": on, "made_by": by.pk}
    columns["start_on"] = [quote.term.start for quote in quotes]
    columns["end_on"] = [quote.term.end for quote in quotes]
    ids = write_audited(by=by, on=on, verb="quotes.issue", model=Quote, sql=_QUOTES, params=columns)
    return sorted(ids)  # given in the order of the quotes


def _insert_lines(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO quotes_quoteline (
                quote_id, position, lot, product_id, quantity, price_months, currency,
                expiring_price_e4, proposed_price_e4, expiring_minor, proposed_minor, trace
            )
            SELECT q.id, row_number() OVER (PARTITION BY q.id ORDER BY l.lot, t.line_id), l.lot,
                l.product_id, l.quantity, l.price_months, l.currency,
                t.expiring_price_e4, t.proposed_price_e4, t.expiring_minor, t.proposed_minor,
                {_trace_sql()}
            FROM quotes_quote q
            JOIN renewals_renewal r ON r.id = q.renewal_id
            JOIN book_line l ON l.contract_id = r.contract_id AND l.end_on = q.start_on
            JOIN quotes_priced t ON t.line_id / {PIECES} = l.id
            WHERE q.id = ANY(%s)
            ORDER BY q.id, l.lot, t.line_id
            """,
            [list(ids)],
        )


def _trace_sql() -> str:
    """Return SQL that builds what `pricing.rules.trace_of` does, from a row of priced columns."""
    steps = []
    for step in WATERFALL.steps:
        pairs = ", ".join(f"'{name}', t.{name}" for name in step.trace)
        told = f"jsonb_strip_nulls(jsonb_build_object('step', '{step.name}', {pairs}))"
        if step.when:
            told = f"CASE WHEN t.{step.when} IS NOT NULL THEN {told} END"
        if step.trace:
            steps.append(told)
    built = f"jsonb_build_array({', '.join(steps)})"
    return f"jsonb_path_query_array({built}, '$[*] ? (@ != null)')"
