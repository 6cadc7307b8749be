"""The sample book lands as its manifest says: planted rows come back, planted faults are found."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import Count, Sum

from tenure.book.models import ArrMovement, Contract, MovementKind, OrderAction
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tenure.insight.queries.reports import report
from tenure.insight.rules.asking import ask
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.models import Finding
from tenure.sync.files.commands import import_files
from tenure.sync.sample.commands import SampleManifest, write_sample
from tenure.sync.sample.rules.dirt import REJECTS
from tests.sync_sample.conftest import ON, Book


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> SampleManifest:
    return write_sample(accounts=150, seed=11, out=tmp_path_factory.mktemp("book"), on=ON)


@pytest.mark.django_db
def test_the_book_lands_as_the_manifest_says(
    manifest: SampleManifest, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    actor = system_actor()
    result = import_files(paths=[manifest.out], profile="plain", by=actor, on=ON)

    planted = Counter[str]()
    for kind in REJECTS:
        planted[kind.sheet] += manifest.rejects[kind.code]
    assert {sheet: counts["rejected"] for sheet, counts in result.counts.items()} == {
        sheet: planted[sheet] for sheet in result.counts
    }
    for sheet, counts in result.counts.items():
        assert counts["read"] == manifest.rows[sheet]
        assert counts["new"] == manifest.rows[sheet] - planted[sheet]
    assert result.rejects is not None
    with result.rejects.open(encoding="utf-8", newline="") as handle:
        assert len(list(csv.DictReader(handle))) == result.rejected == sum(planted.values())

    open_renewals(on=ON, by=actor)
    review_quality(by=actor, on=ON)
    found = dict(Finding.objects.values_list("check_code").annotate(n=Count("pk")).order_by())
    # Two contracts of one customer each have the finding.
    pairs = {"currency_mismatch", "overlapping_terms"}
    expected = {
        code: count * (2 if code in pairs else 1) for code, count in manifest.quality.items()
    }
    assert {code: found.get(code, 0) for code in expected} == expected
    assert "renewal_without_contract" not in found
    assert_ledger_agrees(manifest)
    assert_metrics_agree(manifest, actor)


def assert_ledger_agrees(manifest: SampleManifest) -> None:
    """The ledger's ARR on the day is that of the segments in force, worked out by DuckDB."""
    sheets = Book(manifest)
    in_force = dict(
        sheets.rows(
            f"""
            SELECT contract, sum(round(
                quantity::DECIMAL(18, 4) * unit_price::DECIMAL(18, 3) * (12 // price_months::INT)
                * CASE l.currency WHEN 'JPY' THEN 1 WHEN 'KWD' THEN 1000 ELSE 100 END))::BIGINT
            FROM lines l JOIN products USING (product)
            WHERE charge = 'recurring' AND line LIKE 'L%'
                AND try_cast("start" AS DATE) <= DATE '{ON}'
                AND coalesce(try_cast("end" AS DATE), DATE '9999-12-31') >= DATE '{ON}'
            GROUP BY contract HAVING sum(quantity::DOUBLE * unit_price::DOUBLE) > 0
            """
        )
    )
    ledger = dict(
        ArrMovement.objects.filter(effective_on__lte=ON, contract__ended_on=None)
        .exclude(contract__end_on__lte=ON)
        .values_list("contract__key")
        .annotate(arr=Sum("amount_minor"))
        .filter(arr__gt=0)
        .order_by()
    )
    duplicated = {
        str(key) for (key,) in sheets.rows(
            'SELECT contract FROM lines GROUP BY contract, line, "start" HAVING count(*) > 1'
        )
    }  # fmt: skip
    differing = {
        key
        for key in ledger.keys() | in_force.keys()
        if ledger.get(key) != in_force.get(key) and key not in duplicated
    }
    unknown = set(in_force) - set(Contract.objects.values_list("key", flat=True))
    assert len(ledger.keys() & in_force.keys()) > 100
    assert differing - unknown == set()
    kinds = set(ArrMovement.objects.values_list("kind", flat=True))
    assert kinds >= {
        MovementKind.NEW, MovementKind.EXPANSION, MovementKind.CONTRACTION, MovementKind.CHURN,
        MovementKind.PRICE_INCREASE, MovementKind.REACTIVATION,
    }  # fmt: skip
    # No order but a termination is empty.
    empty = Contract.objects.filter(orders__actions=None).exclude(orders__kind="termination")
    assert OrderAction.objects.exists()
    assert empty.count() <= Contract.objects.count() // 20


# What a customer pays a year on a day, read from the sheets alone; of rows that are there twice,
# the first. Contracts of a customer that is not in the book are not either.
_PAYS = """
    WITH once AS (
        SELECT DISTINCT ON (contract, line, "start") * FROM lines ORDER BY row_number)
    SELECT customer, u.segment, l.currency, sum(round(
        quantity::DECIMAL(18, 4) * unit_price::DECIMAL(18, 3) * (12 // price_months::INT)
        * CASE l.currency WHEN 'JPY' THEN 1 WHEN 'KWD' THEN 1000 ELSE 100 END))::BIGINT AS pays
    FROM once l JOIN products USING (product)
    JOIN (SELECT DISTINCT ON (contract) * FROM contracts ORDER BY row_number) c USING (contract)
    JOIN (SELECT DISTINCT ON (customer) * FROM customers ORDER BY row_number) u USING (customer)
    WHERE charge = 'recurring' AND line LIKE 'L%'
        AND try_cast(l."start" AS DATE) <= DATE '{day}'
        AND coalesce(try_cast(l."end" AS DATE), DATE '9999-12-31') >= DATE '{day}'
    GROUP BY ALL HAVING pays > 0"""


def assert_metrics_agree(manifest: SampleManifest, actor: User) -> None:
    """Three years of the waterfall, and the retention of one, are what the sheets say."""
    sheets = Book(manifest)
    for year in (2023, 2024, 2025):
        told = report(
            actor, ask("arr_waterfall", period=str(year), every="quarter", by=["segment"])
        )
        for part, last in ((1, "03-31"), (2, "06-30"), (3, "09-30"), (4, "12-31")):
            pays = _PAYS.format(day=f"{year}-{last}")
            written = sheets.rows(f"SELECT segment, currency, sum(pays) FROM ({pays}) GROUP BY ALL")
            ends = {
                (row.slices["segment"], row.currency): row.figures["end"]
                for row in told.rows
                if row.part == f"{year}-Q{part}" and row.figures["end"]
            }
            assert ends == {(segment, currency): pays for segment, currency, pays in written}
            assert len(ends) > 8
    stayed = f"""
        FROM ({_PAYS.format(day="2024-12-31")}) was
        LEFT JOIN ({_PAYS.format(day="2025-12-31")}) now USING (customer, currency)"""
    rates = sheets.rows(
        f"SELECT currency, sum(was.pays), sum(least(was.pays, coalesce(now.pays, 0))),"
        f" sum(coalesce(now.pays, 0)) {stayed} GROUP BY ALL ORDER BY ALL"
    )
    open_ = {"price": "expansion", "fx": "included"}
    gross, net = (report(actor, ask(name, period="2025", options=open_)) for name in ("grr", "nrr"))
    assert rates == [
        (row.currency, row.figures["start"], row.figures["kept"], other.figures["end"])
        for row, other in zip(gross.rows, net.rows, strict=True)
    ]
    logos = report(actor, ask("logo_retention", period="2025")).rows[0].figures
    stays = "count(DISTINCT customer) FILTER (WHERE now.pays > 0)"
    [(were, are)] = sheets.rows(f"SELECT count(DISTINCT customer), {stays} {stayed}")
    assert (logos["start"], logos["kept"]) == (were, are)
