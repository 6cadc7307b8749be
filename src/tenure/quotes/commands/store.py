"""Price a chunk of new quotes and store them set-based: quotes, lines with traces, audit events."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tenure.book.queries.effects import proration_mode
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.pricing.queries.facts import WantedTerm
from tenure.pricing.rules import WATERFALL
from tenure.quotes.commands.kept import inputs_sql, trace_sql
from tenure.quotes.commands.priced import GivenRow, price_book, price_given
from tenure.quotes.models import Quote
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.rules.next_action import QuoteFact


@dataclass(frozen=True, slots=True)
class NewQuote:
    """Hold a quote to be stored; its lines and amounts follow from pricing.

    `asked` is what a person wanted otherwise than the book says it, as plain JSON. `option` is
    that of the quote: 0 for a version, which becomes the primary one.
    """

    renewal_id: int
    contract_id: int
    contract_revision: int
    currency: str
    number: str
    version: int
    term: Period
    term_months: int
    valid_until: date
    asked: Mapping[str, Any] | None = None
    option: int = 0


def store(
    *, quotes: Sequence[NewQuote], facts: Sequence[GivenRow] | None = None, by: User, on: date
) -> list[int]:
    """Price and insert the quotes, one audit event each; return their ids in the given order.

    A contract has at most one quote among them. Their renewals learn of them and of their next
    action. Without `facts` the lines are those of the book, and no line's figures pass through
    Python: rows stream from PostgreSQL through the pricing engine and back. With `facts` they are
    those rows: as `pricing.queries.facts.lines_of` gives them, changed, left out or added to; an
    added one, which no line of the book stands behind, has a `line_id` below zero.
    Raise MoneyOverflow, InvalidInput or DataError, then nothing is stored.
    """
    with transaction.atomic(), _folder() as folder:
        if facts is None:
            names = price_book([WantedTerm(one.contract_id, one.term) for one in quotes], folder)
        else:
            names = price_given(facts, folder)
        ids = _insert_quotes(quotes, by=by, on=on)
        _insert_lines(ids, names)
        quoted = {
            quote.renewal_id: QuoteFact(on, quote.contract_revision)
            for quote in quotes
            if not quote.option
        }
        refresh_next_actions(renewal_ids=list(quoted), quoted=quoted, by=by, on=on)
    return ids


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder for one chunk's files, under the data directory."""
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    for left in work.glob("pricing-*"):  # of a run that was killed: makers of quotes take turns
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="pricing-", dir=work) as folder:
        yield Path(folder)


_QUOTES = """
    INSERT INTO quotes_quote (
        number, version, option, renewal_id, is_primary, currency, start_on, end_on, term_months,
        priced_on, contract_revision, valid_until, expiring_minor, proposed_minor, asked,
        proration, made_by_id
    )
    SELECT w.number, w.version, w.option, w.renewal_id, w.option = 0, w.currency, w.start_on,
        w.end_on, w.term_months, %(priced_on)s, w.contract_revision, w.valid_until,
        t.expiring_minor, t.proposed_minor, w.asked,
        %(proration)s, %(made_by)s
    FROM unnest(
        %(renewal_id)s::bigint[], %(contract_id)s::bigint[], %(contract_revision)s::int[],
        %(currency)s::text[], %(number)s::text[], %(version)s::int[], %(start_on)s::date[],
        %(end_on)s::date[], %(term_months)s::int[], %(valid_until)s::date[], %(asked)s::jsonb[],
        %(option)s::smallint[]
    ) WITH ORDINALITY AS w (
        renewal_id, contract_id, contract_revision, currency, number, version,
        start_on, end_on, term_months, valid_until, asked, option, place
    )
    JOIN (
        SELECT g.contract_id, sum(p.expiring_minor)::bigint AS expiring_minor,
            sum(p.proposed_minor)::bigint AS proposed_minor
        FROM quotes_priced p JOIN quotes_given g USING (line_id)
        GROUP BY g.contract_id
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
             "term_months", "valid_until", "option")  # fmt: skip
    columns: dict[str, object] = {
        name: [getattr(quote, name) for quote in quotes] for name in names
    }
    columns |= {"priced_on": on, "made_by": by.pk, "proration": str(proration_mode())}
    columns["start_on"] = [quote.term.start for quote in quotes]
    columns["end_on"] = [quote.term.end for quote in quotes]
    columns["asked"] = [
        None if quote.asked is None else json.dumps(quote.asked) for quote in quotes
    ]
    ids = write_audited(by=by, on=on, verb="quotes.issue", model=Quote, sql=_QUOTES, params=columns)
    return sorted(ids)  # given in the order of the quotes


def _insert_lines(ids: Sequence[int], names: Sequence[str]) -> None:
    """Insert the lines of the quotes; `names` are the facts in `quotes_given`."""
    quantity = WATERFALL.steps[-1].quantity
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO quotes_quoteline (
                quote_id, position, lot, product_id, expiring_product_id, quantity, price_months,
                currency, start_on, end_on, expiring_price_e4, proposed_price_e4,
                expiring_minor, proposed_minor, entitled_minor, leakage_minor, leakage_reason,
                inputs, trace
            )
            SELECT q.id,
                row_number() OVER (PARTITION BY q.id ORDER BY g.lot, g.start_on, g.line_id), g.lot,
                g.product_id, g.expiring_product_id, t.{quantity}::numeric / 10000,
                g.price_months, g.currency, g.start_on, g.end_on, t.expiring_price_e4,
                t.proposed_price_e4, t.expiring_minor, t.proposed_minor, t.entitled_minor,
                t.leakage_minor, coalesce(t.leakage_reason, ''),
                {inputs_sql("g", names)}, {trace_sql("t")}
            FROM quotes_quote q
            JOIN renewals_renewal r ON r.id = q.renewal_id
            JOIN quotes_given g ON g.contract_id = r.contract_id
            JOIN quotes_priced t USING (line_id)
            WHERE q.id = ANY(%s)
            ORDER BY q.id, g.lot, g.start_on, g.line_id
            """,
            [list(ids)],
        )
