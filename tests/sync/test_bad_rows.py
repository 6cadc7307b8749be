"""Bad rows come back with line, column and reason; good rows land; the counts add up."""

from __future__ import annotations

import pytest

from tenure.book.models import Contract, Line
from tenure.directory.models import Customer
from tests.sync.conftest import Company, rejects

# case, sheet, row to add, column, what the reason says. Everything else is good and must land.
ROWS = [
    ("no key", "customers", ",Nobody,DE,,no", "customer", "missing"),
    ("no name", "customers", "K9,,DE,,no", "name", "missing"),
    ("only blanks", "customers", "K9,   ,DE,,no", "name", "missing"),
    ("key twice", "customers", "K1,Again,DE,,no", "customer", "more than once"),
    ("formula as key", "customers", "=1+1,Evil,DE,,no", "customer", "formula"),
    ("at sign as key", "customers", "@SUM(A1),Evil,DE,,no", "customer", "formula"),
    ("minus as key", "customers", "-2+3,Evil,DE,,no", "customer", "formula"),
    ("plus as key", "customers", "+1,Evil,DE,,no", "customer", "formula"),
    ("key too long", "customers", "K" * 121 + ",Long,DE,,no", "customer", "longer than 120"),
    ("name too long", "customers", "K9," + "n" * 201 + ",DE,,no", "name", "longer than 200"),
    ("zero-width in key", "customers", "K\u200b9,Sly,DE,,no", "customer", "invisible"),
    ("control in name", "customers", "K9,Bell\x07,DE,,no", "name", "control"),
    ("country word", "customers", "K9,Nine,Germany,,no", "country", "two letters"),
    ("unknown parent", "customers", "K9,Nine,DE,K77,no", "parent", "no customer"),
    ("own parent", "customers", "K9,Nine,DE,K9,no", "parent", "circle"),
    ("not yes or no", "customers", "K9,Nine,DE,,maybe", "export_controlled", "neither"),
    ("contact of nobody", "contacts", "P9,K77,Pia,pia@x.example", "customer", "no customer"),
    ("not an address", "contacts", "P9,K1,Pia,pia(at)x", "email", "e-mail"),
    ("kind of partner", "partners", "R9,Nine,friend,DE,,", "kind", "not one of"),
    ("tier of partner", "partners", "R9,Nine,reseller,DE,tin,", "tier", "not one of"),
    ("day of a tier", "partners", "R9,Nine,reseller,DE,gold,soon", "tier_start", "declared format"),
    ("region of staff", "staff", "s9,Sam,,renewals_manager,MARS", "region", "not one of"),
    ("charge", "products", "P9,Nine,sometimes", "charge", "not one of"),
    ("price of nothing", "prices", "std,NONE,EUR,1,2026-01-01,", "product", "no product"),
    ("price overlaps", "prices", "std,SEAT,EUR,2,2026-06-01,", "start", "overlaps"),
    ("price twice", "prices", "std,SEAT,EUR,2,2026-01-01,", "order|product", "more than once"),
    ("no customer", "contracts", "C9,K77,EUR,2026-01-01,,,,,", "customer", "no customer"),
    ("no currency", "contracts", "C9,K1,,2026-01-01,,,,,", "currency", "missing"),
    ("currency unknown", "contracts", "C9,K1,XQZ,2026-01-01,,,,,", "currency", "ISO 4217"),
    ("30 February", "contracts", "C9,K1,EUR,2026-02-30,,,,,", "start", "no such day"),
    ("month 13", "contracts", "C9,K1,EUR,2026-13-01,,,,,", "start", "no such day"),
    ("year 0012", "contracts", "C9,K1,EUR,0012-01-01,,,,,", "start", "no such day"),
    ("American date", "contracts", "C9,K1,EUR,01/31/2026,,,,,", "start", "declared format"),
    ("end first", "contracts", "C9,K1,EUR,2026-02-01,2026-01-31,,,,", "end", "before it starts"),
    ("owner unknown", "contracts", "C9,K1,EUR,2026-01-01,,s77,,,", "owner", "no staff"),
    ("reseller unknown", "contracts", "C9,K1,EUR,2026-01-01,,,R77,,", "reseller", "no partner"),
    ("uplift word", "contracts", "C9,K1,EUR,2026-01-01,,,,lots,", "uplift", "percentage"),
    ("uplift too fine", "contracts", "C9,K1,EUR,2026-01-01,,,,5.123%,", "uplift", "percentage"),
    ("negative notice", "contracts", "C9,K1,EUR,2026-01-01,,,,,-5", "notice_days", "negative"),
    ("half a day", "contracts", "C9,K1,EUR,2026-01-01,,,,,1.5", "notice_days", "whole number"),
    ("contract twice", "contracts", "C1,K1,EUR,2026-01-01,,,,,", "contract", "more than once"),
    ("kind of order", "orders", "C1-O9,C1,gift,2026-01-01,2026-01-01", "kind", "not one of"),
    ("order of nothing", "orders", "X-O9,C77,new,2026-01-01,2026-01-01", "contract", "no contract"),
    ("order twice", "orders", "C1-O1,C1,new,2026-01-01,2026-01-01", "order", "more than once"),
    ("line of nothing", "lines", "C77,L9,SEAT,1,1,EUR,2026-01-01,,", "contract", "no contract"),
    ("product unknown", "lines", "C1,L9,NONE,1,1,EUR,2026-01-01,,", "product", "no product"),
    ("negative", "lines", "C1,L9,SEAT,-1,1,EUR,2026-01-01,,", "quantity", "negative"),
    ("negative price", "lines", "C1,L9,SEAT,1,-1,EUR,2026-01-01,,", "unit_price", "negative"),
    ("formula number", "lines", "C1,L9,SEAT,=2*3,1,EUR,2026-01-01,,", "quantity", "formula"),
    ("word", "lines", "C1,L9,SEAT,ten,1,EUR,2026-01-01,,", "quantity", "not a number"),
    ("exponent", "lines", "C1,L9,SEAT,1e3,1,EUR,2026-01-01,,", "quantity", "not a number"),
    ("too fine", "lines", "C1,L9,SEAT,1,1.00001,EUR,2026-01-01,,", "unit_price", "4 decimals"),
    ("thousands", "lines", 'C1,L9,SEAT,1,"1,234.50",EUR,2026-01-01,,', "unit_price", "thousands"),
    ("decimal comma", "lines", 'C1,L9,SEAT,1,"12,5",EUR,2026-01-01,,', "unit_price", "comma"),
    ("16 digits", "lines", "C1,L9,SEAT,1,1234567890123456,EUR,2026-01-01,,", "unit_price", "large"),
    ("product overflows", "lines",
     "C1,L9,SEAT,90000000000000,90000000000000,EUR,2026-01-01,,", "unit_price", "too large"),
    ("other currency", "lines", "C1,L9,SEAT,1,1,USD,2026-01-01,,", "currency", "is in EUR"),
    ("overlap", "lines", "C1,L1,SEAT,1,1,EUR,2026-06-01,2027-05-31,", "start", "overlaps"),
    ("line twice", "lines", "C1,L1,SEAT,9,1,EUR,2026-01-01,2026-12-31,", "start", "more than once"),
    ("no such order", "lines", "C1,L9,SEAT,1,1,EUR,2026-01-01,,C9-O9", "order", "no such order"),
    ("other's order", "lines", "C2,L9,SEAT,1,1,JPY,2026-03-01,,C1-O1", "order", "no such order"),
    ("cell missing", "lines", "C1,L9,SEAT,1", "", "9 cells expected, 4 found"),
    ("cell too many", "lines", "C1,L9,SEAT,1,1,EUR,2026-01-01,,,x", "", "10 found"),
    ("open quote", "lines", 'C1,L9,SEAT,1,1,EUR,2026-01-01,,"never closed', "", "never closed"),
    ("text after quote", "lines", 'C1,"L9"x,SEAT,1,1,EUR,2026-01-01,,', "", "closing quote"),
    ("NUL", "lines", "C1,L\x009,SEAT,1,1,EUR,2026-01-01,,", "", "NUL"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "sheet", "row", "column", "reason"), ROWS, ids=[row[0] for row in ROWS]
)
def test_a_bad_row_comes_back_and_the_others_land(
    company: Company, case: str, sheet: str, row: str, column: str, reason: str
) -> None:
    line = company.add(sheet, row)

    result = company.load()

    found = rejects(result)
    assert [(r["sheet"], r["line"]) for r in found] == [(sheet, str(line))], case
    assert found[0]["column"] in column.split("|")
    assert reason in found[0]["reason"]
    assert not found[0]["value"].startswith(("=", "+", "-", "@"))
    assert result.rejected == result.counts[sheet]["rejected"] == 1
    assert (Customer.objects.count(), Contract.objects.count(), Line.objects.count()) == (2, 2, 3)


@pytest.mark.django_db
def test_a_rejected_parent_rejects_its_children_and_says_so(company: Company) -> None:
    company.replace("customers", "K1,Kite,DE", "K1,Kite,Germany")
    result = company.load()

    told = {(r["sheet"], r["line"]): r["reason"] for r in rejects(result)}
    assert "two letters" in told["customers", "2"]
    # K2's parent is K1; K2's contract and its line go with it.
    for place in (("customers", "3"), ("contacts", "2"), ("contracts", "2"), ("contracts", "3"),
                  ("orders", "2"), ("lines", "2"), ("lines", "3"), ("lines", "4")):  # fmt: skip
        assert "itself rejected" in told[place], place
    assert not Contract.objects.exists()
    assert result.counts["products"]["new"] == 2


@pytest.mark.django_db
def test_broken_bytes_reject_their_row_only(company: Company) -> None:
    line = company.add("customers", "K9,M@@ller,DE,,no")
    folder = company.write()
    path = folder / "customers.csv"
    path.write_bytes(path.read_bytes().replace(b"@@", b"\xfc"))
    from tests.sync.conftest import load

    result = load([folder])

    assert [(r["line"], r["reason"]) for r in rejects(result)] == [
        (str(line), "holds bytes that are not UTF-8; declare the file's encoding")
    ]
    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_a_cell_of_ten_megabytes_rejects_its_row_only(company: Company) -> None:
    line = company.add("customers", "K9," + "x" * 10_000_000 + ",DE,,no")
    after = company.add("customers", "K10,Ten,DE,,no")

    result = company.load()

    found = rejects(result)
    assert len(found) == 1
    assert found[0]["line"] == str(line)
    assert "1,048,576" in found[0]["reason"] or "cells expected" in found[0]["reason"]
    assert len(found[0]["value"]) <= 200
    assert Customer.objects.filter(key="K10").exists(), f"line {after} lands"


@pytest.mark.django_db
def test_lines_are_true_after_quoted_line_breaks_and_blank_lines(company: Company) -> None:
    company.replace("customers", "customer,name", "address,customer,name")
    company.sheets["customers"] = (
        "customer,name,address,country\n"
        'K1,Kite,"1 Road\n2nd floor\nBerlin",DE\n'
        "\n"
        'K2,Kelp,"a\nb",US\n'
        "K3,Bad,,Nowhere\n"
    )
    result = company.load()
    assert [(r["sheet"], r["line"]) for r in rejects(result)] == [("customers", "8")]
    assert Customer.objects.get(key="K1").address == "1 Road\n2nd floor\nBerlin"


@pytest.mark.django_db
def test_lines_are_true_with_line_breaks_in_cells_of_a_well_formed_file(company: Company) -> None:
    company.sheets["customers"] = (
        "customer,name,address,country\n"
        'K1,Kite,"1 Road\n2nd floor\nBerlin",DE\n'
        'K2,Kelp,"a\nb",US\n'
        "K3,Bad,,Nowhere\n"
    )
    result = company.load()
    assert [(r["sheet"], r["line"]) for r in rejects(result)] == [("customers", "7")]


@pytest.mark.django_db
def test_formulas_in_names_stay_text_and_rejects_are_defused(company: Company) -> None:
    company.add("customers", "K9,=HYPERLINK(1),DE,,no")
    company.add("customers", "K10,Ten,=cmd,,no")
    result = company.load()
    assert Customer.objects.get(key="K9").name == "=HYPERLINK(1)"
    assert [r["value"] for r in rejects(result)] == ["'=cmd"]


@pytest.mark.django_db
def test_several_faults_of_one_row_are_all_told_and_counted_once(company: Company) -> None:
    company.add("lines", "C1,L9,SEAT,-1,abc,XXX,2026-13-01,,")
    result = company.load()
    assert {r["column"] for r in rejects(result)} == {
        "quantity", "unit_price", "currency", "start",
    }  # fmt: skip
    assert result.rejected == 1
