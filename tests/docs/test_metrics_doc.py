"""The worked tables of docs/metrics.md, run as test cases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tenure.insight.queries.files import Facts
from tenure.insight.rules.definitions import definitions
from tenure.insight.rules.figures import Row as Told
from tests.insight.ledgers import Due, Moved, Up, facts_of, told

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
Row = dict[str, str]


def tables() -> dict[str, list[Row]]:
    """Return the rows of the page's tables, by the name of a table's first column."""
    found: dict[str, list[Row]] = {}
    header: list[str] = []
    for text in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not text.startswith("|"):
            header = []
        elif not header:
            header = cells
        elif not re.fullmatch(r"[-|]+", text):
            found.setdefault(header[0], []).append(dict(zip(header, cells, strict=True)))
    return found


TABLES = tables()


def name_of(row: Row) -> str:
    return " ".join(value for value in list(row.values())[:3] if value)


def moved(rows: list[Row]) -> tuple[list[Moved], dict[str, int]]:
    """Return movements; names become numbers in the order in which they are first named."""
    numbers = {
        column: {name: n for n, name in enumerate(dict.fromkeys(r[column] for r in rows), start=1)}
        for column in ("customer", "contract")
    }
    product = {"EDGE": 1, "WAF": 2}
    found = [
        Moved(
            row["ledger"], date.fromisoformat(row["on"]), int(row["amount"]),
            numbers["contract"][row["contract"]], product[row["product"]],
            numbers["customer"][row["customer"]],
            booked_on=date.fromisoformat(row["booked on"]) if row["booked on"] else None,
        )
        for row in rows
    ]  # fmt: skip
    return found, numbers["customer"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Write the page's ledger."""
    return facts_of(tmp_path_factory.mktemp("ledger"), moved(TABLES["ledger"])[0])


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Facts]:
    """Write the movements of each case's customers, and its renewal."""
    found = {}
    for row in TABLES["case"]:
        names = row["customers"].split(", ")
        movements, numbers = moved([r for r in TABLES["ledger"] if r["customer"] in names])
        up = Up(
            date.fromisoformat(row["due"]), int(row["atr"]), int(row["atr"]), day(row["closed"]),
            row["outcome"], number(row["final"]), customer=100 + numbers[names[0]],
        )  # fmt: skip
        found[row["case"]] = facts_of(tmp_path_factory.mktemp("case"), movements, [up])
    return found


@pytest.mark.parametrize("row", TABLES["what of"], ids=name_of)
def test_what_every_definition_makes_of_it(cases: dict[str, Facts], row: Row) -> None:
    found = told(cases[row["what of"]], row["figure"], period=row["period"], options=options(row))
    figures = [f"{name} {value}" for each in found for name, value in each.figures.items() if value]
    assert (", ".join(figures) or "nothing") == row["told"]


def test_each_case_has_every_definition_that_asks_how_it_went() -> None:
    of_the_work = {
        "uplift_realisation", "discount_compression", "save_rate", "cycle_times",
        "playbook_completion", "quote_timeliness", "partner_on_time",
    }  # fmt: skip
    for case in (row["case"] for row in TABLES["case"]):
        shown = {row["figure"] for row in TABLES["what of"] if row["what of"] == case}
        assert shown == definitions().keys() - of_the_work


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def renewals(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Write the page's renewals."""
    numbers: dict[str, int] = {}
    offers = {row["offer"]: row for row in TABLES["offer"]}
    saves = {row["save play"]: row for row in TABLES["save play"]}
    partners = {row["through a partner"]: row["partner"] for row in TABLES["through a partner"]}
    ups = []
    for row in TABLES["renewal"]:
        offer, save = offers.get(row["renewal"], {}), saves.get(row["renewal"], {})
        ups.append(
            Up(
                date.fromisoformat(row["due"]), int(row["atr"]), int(row["forecast"]),
                day(row["closed"]), row["outcome"], number(row["final"]), day(row["first quote"]),
                numbers.setdefault(row["opened for"], len(numbers) + 1),
                opened_on=day(offer.get("opened", "")), sent_on=day(offer.get("sent", "")),
                accepted_on=day(offer.get("accepted", "")), carried=number(offer.get("carried")),
                entitled=number(offer.get("entitled")), charged=number(offer.get("charged")),
                save_on=day(save.get("ended", "")), save_atr=number(save.get("at risk")),
                save_kept=number(save.get("kept")), save_outcome=save.get("outcome"),
                partner=partners.get(row["opened for"], ""),
            )
        )  # fmt: skip
    due = [
        Due(date.fromisoformat(row["due"]), day(row["done"]), row["result"])
        for row in TABLES["task"]
    ]
    return facts_of(tmp_path_factory.mktemp("renewals"), [], ups, due)


def number(text: str | None) -> int | None:
    return int(text) if text else None


def options(row: Row) -> dict[str, str]:
    return dict(each.split("=") for each in row["options"].split())


def percent(found: Told, rate: str) -> str:
    told_rate = found.rates[rate]
    assert told_rate
    return told_rate.words.removesuffix(" %").removesuffix(" days")


@pytest.mark.parametrize("row", TABLES["waterfall"], ids=name_of)
def test_waterfall(ledger: Facts, row: Row) -> None:
    known = date.fromisoformat(row["known on"]) if row["known on"] else None
    [found] = told(ledger, "arr_waterfall", period=row["waterfall"], known_on=known)
    assert {n.replace("_", " "): str(v) for n, v in found.figures.items()} == dict(
        list(row.items())[2:]
    )


@pytest.mark.parametrize("row", TABLES["grr"], ids=name_of)
def test_grr(ledger: Facts, row: Row) -> None:
    by = ["product"] if row["by product"] else []
    rows = told(ledger, "grr", period=row["grr"], by=by, options=options(row))
    wanted = f"P{['EDGE', 'WAF'].index(row['by product']) + 1}" if by else None
    [found] = [each for each in rows if each.slices.get("product") == wanted]
    assert str(found.figures["start"]) == row["start"]
    assert str(found.figures["kept"]) == row["kept"]
    assert percent(found, "grr") == row["percent"]


@pytest.mark.parametrize("row", TABLES["nrr"], ids=name_of)
def test_nrr(ledger: Facts, row: Row) -> None:
    [found] = told(ledger, "nrr", period=row["nrr"], options=options(row))
    names = ("start", "gained", "lost", "end", "price increases")
    assert [str(value) for value in found.figures.values()] == [row[name] for name in names]
    assert percent(found, "nrr") == row["percent"]


@pytest.mark.parametrize("row", TABLES["logo retention"], ids=name_of)
def test_logo_retention(ledger: Facts, row: Row) -> None:
    [found] = told(ledger, "logo_retention", period=row["logo retention"], options=options(row))
    assert [str(value) for value in found.figures.values()] == [
        row[name] for name in ("start", "kept", "lost")
    ]
    assert percent(found, "logo_retention") == row["percent"]


@pytest.mark.parametrize("row", TABLES["figure"], ids=name_of)
def test_figures(renewals: Facts, ledger: Facts, row: Row) -> None:
    of_renewals = definitions()[row["figure"]].facts in {"renewals", "tasks"}
    [found] = told(
        renewals if of_renewals else ledger, row["figure"], period=row["period"],
        options=options(row), known_on=day(row["known on"]),
    )  # fmt: skip
    assert ", ".join(f"{name} {value}" for name, value in found.figures.items()) == row["told"]
    percents = [percent(found, name) for name, rate in found.rates.items() if rate]
    assert ", ".join(percents) == row["percent"]


def test_the_page_has_every_metric_and_every_position() -> None:
    said = {row["metric"]: (row["version"], row["of what"]) for row in TABLES["metric"]}
    assert said == {
        name: (str(metric.version), metric.denominator) for name, metric in definitions().items()
    }
    for name, metric in definitions().items():
        rows = TABLES.get(name.replace("_", " ")) or [
            row for row in TABLES["figure"] if row["figure"] == name
        ]
        worked = {each for row in rows for each in row.get("options", "").split()}
        for option in metric.options.values():
            others = {f"{option.name}={each}" for each in option.positions} - {
                f"{option.name}={option.default}"
            }
            assert others <= worked, f"{name}: no example of {others - worked}"
