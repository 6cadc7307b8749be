"""A later run costs what entered or changed: it reads no table of the book from end to end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
from tenure.desk.commands.playbook import publish_default_playbook
from tenure.desk.commands.run import run_day
from tenure.desk.models import EscalationSweep
from tenure.desk.rules.report import STEPS
from tenure.foundation.commands import system_actor
from tests.renewals.builders import ON, Book

BOOK = (
    "book_contract", "book_line", "book_order", "book_arrmovement", "renewals_renewal",
    "renewals_finding", "quotes_quote", "quotes_quoteline", "directory_customer",
    "directory_contact",
)  # fmt: skip
CONTRACTS = 12_000

# One order, lot and movement per contract; terms end evenly over two years.
FILL = """
INSERT INTO directory_customer (key, name, legal_name, segment, country, region, language, address,
                                export_controlled)
SELECT 'F' || n, 'Fill ' || n, '', 'smb', 'NO', 'EMEA', 'en', '', false
FROM generate_series(1, {n}) AS n;
INSERT INTO directory_contact (key, customer_id, name, email, phone, role)
SELECT key || '-1', id, 'Dana', 'dana@example.com', '', 'renewal' FROM directory_customer
WHERE key LIKE 'F%';
INSERT INTO book_contract (key, name, customer_id, owner_id, channel, currency, start_on, end_on,
    first_start_on, term_months, renewal_type, renewal_term_months, notice_days, price_method,
    terms_version, co_term_group, end_reason, revision)
SELECT u.key, '', u.id, (SELECT min(id) FROM directory_staffmember), 'direct', 'EUR',
       d.end_on - 730, d.end_on, d.end_on - 730, 24, 'manual', 12, 30, '', '', '', '', 1
FROM directory_customer u, LATERAL (SELECT DATE '2027-01-20' + (u.id % 730)::integer AS end_on) d
WHERE u.key LIKE 'F%';
INSERT INTO book_order (contract_id, number, kind, effective_on, booked_on, key, reason,
                        booked_by_id)
SELECT id, 1, 'new', start_on, start_on, '', '', {by} FROM book_contract;
INSERT INTO book_line (contract_id, lot, lot_key, product_id, quantity, unit_price_e4,
                       price_months, currency, start_on, end_on, arr_minor)
SELECT id, 1, '1', (SELECT id FROM book_product), 1, 10000000, 12, 'EUR', start_on, end_on, 100000
FROM book_contract;
INSERT INTO book_arrmovement (contract_id, order_id, lot, kind, effective_on, booked_on,
                              amount_minor, currency)
SELECT o.contract_id, o.id, 1, 'new', o.effective_on, o.booked_on, 100000, 'EUR'
FROM book_order o;
"""


def scanned() -> dict[str, tuple[int, int]]:
    """Return per table the rows read by sequential scans, and those fetched by index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT relname, seq_tup_read, coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables "
            "WHERE relname = ANY(%s)",
            [list(BOOK)],
        )
        return {name: (sequential, fetched) for name, sequential, fetched in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_later_runs_start_from_index_ranges() -> None:
    book = Book()
    book.manager("alice")
    book.segment(ON, None, product="EDGE")
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(n=CONTRACTS, by=system_actor().pk))
        cursor.execute("ANALYZE")
    publish_default_playbook(by=book.head, on=ON)
    publish_default_escalation_rules(by=book.head, on=ON)
    first = run_day(on=ON, by=book.head)
    assert first.renewals_opened > CONTRACTS / 5
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    before = scanned()
    report = run_day(on=ON + timedelta(days=1), by=book.head)
    after = scanned()
    assert 0 < report.renewals_opened < 40
    assert 0 < report.quotes_created < 40
    played = report.steps[list(STEPS).index("plays")].counts
    assert 0 < played["plays_started"] < 40
    read = {name: after[name][0] - before[name][0] for name in BOOK}
    assert not {name: rows for name, rows in read.items() if rows}, "read from end to end"
    assert [*EscalationSweep.objects.order_by("pk").values_list("whole_on", flat=True)] == [ON, ON]
    fetched = sum(after[name][1] - before[name][1] for name in BOOK)
    assert fetched < CONTRACTS
