"""Escalators and index clauses come with contracts; the import refuses what an order would."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from tenure.book.models import Contract, Order
from tenure.book.rules.index_clause import fault_of_index_clause
from tenure.foundation.commands import system_actor
from tests.book.indices import publish
from tests.sync.conftest import Company, rejects

pytestmark = pytest.mark.django_db
HEADER = "contract,customer,currency,start,index,index_lag,index_plus,index_floor,index_ceiling\n"
FACTS = ("index_code", "index_lag_months", "index_plus_bp", "index_floor_bp", "index_ceiling_bp")


@pytest.fixture(autouse=True)
def known() -> None:
    publish(system_actor(), on=date(2027, 1, 1))


def clause(key: str) -> tuple[object, ...]:
    contract = Contract.objects.get(key=key)
    return tuple(getattr(contract, name) for name in FACTS)


def test_a_clause_lands_with_the_contract_and_its_first_order(company: Company) -> None:
    company.sheets["contracts"] = (
        f"{HEADER}C1,K1,EUR,2026-01-01,HICP-EA,6,1%,0%,4.5%\nC2,K2,JPY,2026-03-01,,,,,\n"
    )
    result = company.load()
    assert result.rejected == 0
    assert clause("C1") == ("HICP-EA", 6, 100, 0, 450)
    assert clause("C2") == ("", None, None, None, None)
    terms = {order.contract.key: order.terms for order in Order.objects.select_related("contract")}
    assert tuple(terms["C1"][name] for name in FACTS) == clause("C1")
    assert not set(FACTS) & terms["C2"].keys()


def test_a_changed_clause_is_one_amendment_and_missing_columns_stay(company: Company) -> None:
    company.load()
    company.sheets["contracts"] = f"{HEADER}C1,K1,EUR,2026-01-01,HICP-EA,6,,,4%\n"
    company.load()
    company.sheets["contracts"] = (
        "contract,customer,currency,start,index_floor\nC1,K1,EUR,2026-01-01,1%\n"
    )
    company.load()
    assert clause("C1") == ("HICP-EA", 6, None, 100, 400)
    amended = Order.objects.filter(contract__key="C1", kind="amendment").order_by("number")
    assert [order.terms["index_floor_bp"] for order in amended] == [None, 100]


CODES, LAGS, RATES = ["", "HICP-EA", "NONE"], ["", "0", "6"], ["", "1%", "5%", "2000%"]


def test_every_combination_is_refused_as_an_order_refuses_it(company: Company) -> None:
    company.sheets["contracts"] = HEADER
    company.sheets["orders"] = company.sheets["orders"].splitlines()[0] + "\n"
    company.sheets["lines"] = company.sheets["lines"].splitlines()[0] + "\n"
    wanted: dict[str, bool] = {}
    cells = product(CODES, LAGS, ["", "1%"], RATES, RATES)
    for number, (code, lag, plus, floor, ceiling) in enumerate(cells):
        key = f"X{number}"
        company.add("contracts", f"{key},K1,EUR,2026-01-01,{code},{lag},{plus},{floor},{ceiling}")
        given = {
            "index_code": code, "index_lag_months": int(lag) if lag else None,
            **{
                name: int(text[:-1]) * 100 if text else None
                for name, text in zip(FACTS[2:], (plus, floor, ceiling), strict=True)
            },
        }  # fmt: skip
        wanted[key] = code != "NONE" and fault_of_index_clause(given) is None
    result = company.load()
    landed = set(Contract.objects.values_list("key", flat=True))
    assert landed == {key for key, good in wanted.items() if good}
    found = rejects(result)
    assert {row["column"] for row in found} == {
        "index", "index_lag", "index_plus", "index_floor", "index_ceiling",
    }  # fmt: skip
    assert len({row["line"] for row in found}) == len(wanted) - len(landed)


def test_what_the_book_holds_counts_where_the_file_has_no_column(company: Company) -> None:
    company.load()
    company.sheets["contracts"] = f"{HEADER}C1,K1,EUR,2026-01-01,HICP-EA,6,,,2%\n"
    company.load()
    company.sheets["contracts"] = (
        "contract,customer,currency,start,index_floor\nC1,K1,EUR,2026-01-01,3%\n"
        "C2,K2,JPY,2026-03-01,3%\n"
    )
    told = {row["line"]: (row["column"], row["reason"]) for row in rejects(company.load())}
    assert told["2"] == ("index_floor", "it is above the ceiling")
    assert told["3"][1] == "it belongs to a price index, and there is none"


def test_an_escalator_lands_or_is_told(company: Company) -> None:
    company.sheets["contracts"] = (
        "contract,customer,currency,start,escalator\n"
        "C1,K1,EUR,2026-01-01,3.25%\nC2,K2,JPY,2026-03-01,\nC9,K1,EUR,2026-01-01,1001%\n"
    )
    [told] = rejects(company.load())
    assert (told["line"], told["column"]) == ("4", "escalator")
    assert told["reason"] == "not from -100 % to 1,000 %"
    assert list(Contract.objects.order_by("key").values_list("key", "escalator_bp")) == [
        ("C1", 325), ("C2", None),
    ]  # fmt: skip
    assert Order.objects.get(contract__key="C1").terms["escalator_bp"] == 325
