"""The written sheets: references, dates, amounts, shares, and what was planted in them."""

from __future__ import annotations

import csv

import pytest

from tenure.kernel.currencies import exponent
from tenure.sync.sample.rules.dirt import KINDS, QUALITY, REJECTS
from tenure.sync.sample.rules.sheets import COLUMNS
from tests.sync_sample.conftest import ACCOUNTS, ON, Book

TODAY = f"DATE '{ON.isoformat()}'"
REFERENCES = [
    ("customers", "parent", "clean_customers", "customer"),
    ("customers", "account_executive", "staff", "staff"),
    ("customers", "success_manager", "staff", "staff"),
    ("staff", "manager", "staff", "staff"),
    ("clean_contacts", "customer", "clean_customers", "customer"),
    ("products", "successor", "products", "product"),
    ("prices", "product", "products", "product"),
    ("clean_contracts", "customer", "clean_customers", "customer"),
    ("clean_contracts", "bill_to", "clean_customers", "customer"),
    ("clean_contracts", "reseller", "partners", "partner"),
    ("clean_contracts", "distributor", "partners", "partner"),
    ("clean_contracts", "owner", "staff", "staff"),
    ("clean_orders", "contract", "clean_contracts", "contract"),
    ("clean_lines", "contract", "clean_contracts", "contract"),
    ("clean_lines", "product", "products", "product"),
]


@pytest.mark.parametrize("sheet", COLUMNS)
def test_sheets_have_the_columns_and_rows_of_the_manifest(book: Book, sheet: str) -> None:
    with (book.manifest.out / f"{sheet}.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        assert tuple(next(rows)) == COLUMNS[sheet]
        widths = [len(row) for row in rows]
    assert set(widths) == {len(COLUMNS[sheet])}
    assert len(widths) == book.manifest.rows[sheet]


@pytest.mark.parametrize(("table", "column", "other", "key"), REFERENCES)
def test_references_lead_to_rows(book: Book, table: str, column: str, other: str, key: str) -> None:
    assert book.one(f'SELECT count("{column}") FROM {table}') > 0
    assert (
        book.rows(
            f'SELECT "{column}" FROM {table} WHERE "{column}" IS NOT NULL '
            f'AND "{column}" NOT IN (SELECT "{key}" FROM {other}) LIMIT 5'
        )
        == []
    )


def test_lines_name_an_order_of_their_contract(book: Book) -> None:
    assert (
        book.rows(
            'SELECT l.contract, l.line, l."order" FROM clean_lines l LEFT JOIN clean_orders o '
            'ON o."order" = l."order" AND o.contract = l.contract '
            'WHERE o."order" IS NULL OR o.effective_on > l."start" LIMIT 5'
        )
        == []
    )


@pytest.mark.parametrize("sheet", ["customers", "contacts", "contracts", "orders", "lines"])
def test_rows_to_reject_are_those_of_the_manifest(book: Book, sheet: str) -> None:
    rejects = book.manifest.rejects
    planted = sum(rejects[kind.code] for kind in REJECTS if kind.sheet == sheet)
    total = book.one(f"SELECT count(*) FROM {sheet}")
    assert planted > 0
    assert total - book.one(f"SELECT count(*) FROM clean_{sheet}") == planted


def test_about_one_row_in_a_thousand_is_bad(book: Book) -> None:
    rows = sum(book.manifest.rows.values())
    bad = sum(book.manifest.rejects.values())
    assert 0.0005 < bad / rows < 0.002


LIVE = f"""
    SELECT * FROM clean_contracts WHERE ended_on IS NULL
        AND NOT ("end" IS NOT NULL AND "end"::DATE < {TODAY})
"""
FAULTS = {
    "no_owner": "SELECT contract FROM clean_contracts WHERE owner IS NULL",
    "no_end_date": """SELECT contract FROM clean_contracts
        WHERE "end" IS NULL AND renewal_type <> 'evergreen'""",
    "no_contact": """SELECT contract FROM clean_contracts
        WHERE customer NOT IN (SELECT customer FROM clean_contacts)""",
    "price_zero": """SELECT DISTINCT contract FROM clean_lines JOIN products USING (product)
        WHERE unit_price::DECIMAL(18, 4) = 0 AND charge = 'recurring'""",
    "partner_missing": """SELECT contract FROM clean_contracts
        WHERE (channel <> 'direct' AND reseller IS NULL)
            OR (channel = 'distributor' AND distributor IS NULL)""",
    "currency_mismatch": """SELECT customer FROM clean_contracts
        GROUP BY customer HAVING count(DISTINCT currency) > 1""",
    "past_due": f"""SELECT contract FROM clean_contracts
        WHERE "end"::DATE < {TODAY} AND ended_on IS NULL""",
    "overlapping_terms": f"""SELECT DISTINCT customer FROM (
        SELECT k.customer, l.product FROM ({LIVE}) k JOIN clean_lines l USING (contract)
        WHERE l."start"::DATE <= {TODAY} AND coalesce(l."end"::DATE, DATE '9999-12-31') >= {TODAY}
        GROUP BY k.customer, l.product HAVING count(DISTINCT contract) > 1)""",
}


@pytest.mark.parametrize("kind", QUALITY, ids=lambda kind: kind.code)
def test_faults_to_find_are_those_of_the_manifest(book: Book, kind: object) -> None:
    code = str(getattr(kind, "code", ""))
    found = book.one(f"SELECT count(*) FROM ({FAULTS[code]})")
    assert found == book.manifest.quality[code] > 0


def test_the_readme_counts_what_was_planted(book: Book) -> None:
    readme = (book.manifest.out / "README.txt").read_text(encoding="utf-8")
    for kind in KINDS:
        counts = book.manifest.rejects | book.manifest.quality
        assert f"{counts[kind.code]:>6}  {kind.sheet:<10} {kind.text}" in readme


@pytest.mark.parametrize(
    ("table", "columns"),
    [("prices", ("unit_price",)), ("clean_lines", ("unit_price", "list_unit_price"))],
)
def test_prices_have_their_currencys_decimals(
    book: Book, table: str, columns: tuple[str, ...]
) -> None:
    currencies = [str(row[0]) for row in book.rows(f"SELECT DISTINCT currency FROM {table}")]
    assert len(currencies) == 7
    assert {exponent(currency) for currency in currencies} == {0, 2, 3}
    for column in columns:
        for currency in currencies:
            places = exponent(currency)
            pattern = rf"\d+\.\d{{{places}}}" if places else r"\d+"
            assert (
                book.rows(
                    f"SELECT DISTINCT {column} FROM {table} WHERE currency = '{currency}' "
                    f"AND NOT regexp_full_match({column}, '{pattern}') LIMIT 3"
                )
                == []
            )


def test_lists_prices_without_gap_or_overlap_and_rising(book: Book) -> None:
    assert (
        book.rows(
            """
            SELECT * FROM (
                SELECT product, currency, "end"::DATE + 1 AS after, unit_price::DECIMAL(18, 3) AS p,
                    lead("start"::DATE) OVER w AS next, lead(unit_price::DECIMAL(18, 3)) OVER w AS q
                FROM prices WINDOW w AS (PARTITION BY product, currency ORDER BY "start"))
            WHERE next IS NOT NULL AND (after <> next OR q < p) LIMIT 3
            """
        )
        == []
    )


def test_segments_of_a_lot_do_not_overlap(book: Book) -> None:
    assert (
        book.rows(
            """
            SELECT * FROM (
                SELECT contract, line, "end"::DATE AS e, lead("start"::DATE) OVER (
                    PARTITION BY contract, line ORDER BY "start") AS next FROM clean_lines)
            WHERE next IS NOT NULL AND (e IS NULL OR next <= e) LIMIT 3
            """
        )
        == []
    )


def test_lines_lie_within_their_contract(book: Book) -> None:
    assert (
        book.rows(
            """
            SELECT l.contract, l.line, l."start", l."end", c.first_start, c."end", c.ended_on
            FROM clean_lines l JOIN clean_contracts c USING (contract)
            WHERE l."start"::DATE < c.first_start::DATE OR l."end"::DATE > c."end"::DATE
                OR l."end"::DATE >= c.ended_on::DATE OR l.currency <> c.currency LIMIT 3
            """
        )
        == []
    )


def test_orders_are_booked_in_the_order_of_their_effect(book: Book) -> None:
    assert (
        book.rows(
            f"""
            SELECT * FROM (
                SELECT contract, kind, effective_on, booked_on,
                    lead(effective_on) OVER w AS next_effective, lead(booked_on) OVER w AS next
                FROM clean_orders
                WINDOW w AS (PARTITION BY contract ORDER BY effective_on::DATE, booked_on::DATE))
            WHERE next < booked_on OR booked_on::DATE > {TODAY} LIMIT 3
            """
        )
        == []
    )


def test_renewals_fall_evenly_over_the_year(book: Book) -> None:
    counts = [
        count
        for _, count in book.rows(
            f"""
            SELECT date_diff('day', {TODAY}, "end"::DATE + 1) // 31 AS month, count(*)
            FROM clean_contracts WHERE term_months = '12' AND ended_on IS NULL
                AND "end"::DATE + 1 BETWEEN {TODAY} + 31 AND {TODAY} + 31 * 11 - 1
            GROUP BY 1 ORDER BY 1"""
        )
    ]
    assert len(counts) == 10
    mean = sum(map(int, map(str, counts))) / len(counts)
    assert all(0.75 * mean < int(str(count)) < 1.25 * mean for count in counts), counts


def test_one_annual_contract_in_twelve_lies_in_the_window(book: Book) -> None:
    annual = "term_months = '12' AND ended_on IS NULL"
    due = f'"end"::DATE + 1 BETWEEN {TODAY} + 90 AND {TODAY} + 120'
    total = book.one(f"SELECT count(*) FROM clean_contracts WHERE {annual}")
    window = book.one(f"SELECT count(*) FROM clean_contracts WHERE {annual} AND {due}")
    assert 0.07 < window / total < 0.10
    every = book.one(f"SELECT count(*) FROM clean_contracts WHERE ended_on IS NULL AND {due}")
    assert every == book.manifest.book["terms_ending_in_window"]


def test_a_book_of_a_million_lines_makes_some_16000_quotes(book: Book) -> None:
    counts = book.manifest.book
    assert 3.7 < counts["lines_current"] / counts["contracts_in_force"] < 4.6
    assert 13_500 < counts["terms_ending_in_window"] * 1e6 / counts["lines_current"] < 18_500


def test_large_contracts_are_due_in_the_window(book: Book) -> None:
    sizes = book.rows(
        f"""
        SELECT count(*) AS lines FROM clean_lines l JOIN clean_contracts c USING (contract)
        WHERE l."start"::DATE <= {TODAY} AND l."end"::DATE >= {TODAY} AND c.ended_on IS NULL
            AND c."end"::DATE + 1 BETWEEN {TODAY} + 90 AND {TODAY} + 120
        GROUP BY contract HAVING count(*) >= 40 ORDER BY 1
        """
    )
    assert [row[0] for row in sizes] == [40] * 5 + [400]


KINDS_OF_DEALS = {
    "countries": ("SELECT count(DISTINCT country) FROM customers", 12, 12),
    "segments": ("SELECT count(DISTINCT segment) FROM customers", 5, 5),
    "families": ("SELECT count(DISTINCT parent) FROM clean_customers", 50, 200),
    "grandparents": (
        """SELECT count(*) FROM clean_customers c JOIN clean_customers p ON p.customer = c.parent
           WHERE p.parent IS NOT NULL""", 20, 200),
    "export controlled": (
        "SELECT count(*) FROM clean_customers WHERE export_controlled = 'yes'", 5, 40),
    "two-tier": (
        """SELECT count(*) FROM clean_contracts WHERE channel = 'distributor'
           AND reseller IS NOT NULL AND distributor IS NOT NULL""", 400, 1200),
    "one-tier": ("SELECT count(*) FROM clean_contracts WHERE channel = 'reseller'", 500, 1800),
    "monthly prices": ("SELECT count(*) FROM clean_lines WHERE price_months = '1'", 1000, 20000),
    "monthly terms": ("SELECT count(*) FROM clean_contracts WHERE term_months = '1'", 200, 900),
    "three years": ("SELECT count(*) FROM clean_contracts WHERE term_months = '36'", 400, 1400),
    "evergreen": (
        "SELECT count(*) FROM clean_contracts WHERE renewal_type = 'evergreen'", 100, 500),
    "auto-renew": (
        """SELECT count(*) FROM clean_contracts WHERE renewal_type = 'auto'
           AND notice_days::INTEGER > 0""", 1500, 3500),
    "caps": ("SELECT count(*) FROM clean_contracts WHERE uplift_cap IS NOT NULL", 300, 1200),
    "holds": ("SELECT count(*) FROM clean_contracts WHERE price_hold_until IS NOT NULL", 40, 300),
    "co-term groups": (
        "SELECT count(DISTINCT co_term_group) FROM clean_contracts", 100, 900),
    "quantity amendments": (
        "SELECT count(*) FROM clean_orders WHERE reason = 'quantity changed'", 100, 2000),
    "price amendments": (
        "SELECT count(*) FROM clean_orders WHERE reason = 'price renegotiated'", 30, 800),
    "late renewals": (
        """SELECT count(*) FROM clean_orders
           WHERE kind = 'renewal' AND booked_on > effective_on""", 300, 1500),
    "churned": (
        "SELECT count(*) FROM clean_contracts WHERE ended_on IS NOT NULL AND end_reason <> ''",
        250, 700),
    "terminations": ("SELECT count(*) FROM clean_orders WHERE kind = 'termination'", 250, 700),
    "ramps": (
        """SELECT count(*) FROM (SELECT contract, line, "order" FROM clean_lines
           GROUP BY ALL HAVING count(*) = 3)""", 500, 6000),
    "back after a lapse": (
        """SELECT count(DISTINCT contract) FROM (
               SELECT contract, "end"::DATE + 1 AS after, lead("start"::DATE) OVER (
                   PARTITION BY contract, line ORDER BY "start") AS next FROM clean_lines)
           WHERE next > after""", 10, 120),
}  # fmt: skip


@pytest.mark.parametrize("deal", KINDS_OF_DEALS)
def test_the_book_has_every_kind_of_deal(book: Book, deal: str) -> None:
    sql, least, most = KINDS_OF_DEALS[deal]
    assert least <= book.one(sql) <= most


def test_churn_spreads_over_three_years(book: Book) -> None:
    years = book.rows(
        f"""SELECT date_diff('day', ended_on::DATE, {TODAY}) // 365, count(*)
            FROM clean_contracts WHERE ended_on IS NOT NULL GROUP BY 1 HAVING count(*) > 50"""
    )
    assert {year for year, _ in years} >= {0, 1, 2}
    assert book.manifest.accounts == ACCOUNTS


def test_renewed_prices_rise(book: Book) -> None:
    row = book.duck.execute(
        """
        SELECT count(*) FILTER (WHERE q > p), count(*) FILTER (WHERE q < p), count(*) FROM (
            SELECT unit_price::DECIMAL(18, 3) AS p,
                lead(unit_price::DECIMAL(18, 3)) OVER w AS q, kind,
                lead(o.kind) OVER w AS next
            FROM clean_lines l JOIN clean_orders o USING ("order", contract)
            WINDOW w AS (PARTITION BY contract, line ORDER BY "start"))
        WHERE next = 'renewal' AND kind <> 'amendment'
        """
    ).fetchone()
    assert row is not None
    up, down, every = row
    assert up > 0.75 * every
    assert down < 0.05 * every
