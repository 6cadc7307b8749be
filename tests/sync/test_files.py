"""Whole files: encodings, separators, workbooks, archives, and what is refused."""

from __future__ import annotations

import gzip
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tenure.book.models import Contract, Line
from tenure.directory.models import Customer
from tenure.sync.files.queries.limits import FileRefused
from tenure.sync.files.rules.expressions import MappingError
from tenure.sync.models import ImportRun
from tests.sync.conftest import ON, SHEETS, Company, load, rejects

HEADER = "customer,customer_name,country,contract,product,quantity,unit_price,currency,start,end"
ROW = "K1,Müller GmbH,DE,V1,SEAT,10,99.50,EUR,2026-01-01,2026-12-31"
TEXT = f"{HEADER}\n{ROW}\n"

Writer = Callable[..., Path]

GOOD = [
    ("plain", TEXT.encode(), ""),
    ("byte order mark", TEXT.encode("utf-8-sig"), ""),
    ("UTF-16 with its mark", TEXT.encode("utf-16"), ""),
    ("UTF-16 declared", TEXT.encode("utf-16-le"), 'encoding = "utf-16-le"'),
    ("cp1252 declared", TEXT.encode("cp1252"), 'encoding = "cp1252"'),
    ("semicolons", TEXT.replace(",", ";").encode(), ""),
    ("tabs", TEXT.replace(",", "\t").encode(), ""),
    ("pipes", TEXT.replace(",", "|").encode(), ""),
    ("Windows line ends", TEXT.replace("\n", "\r\n").encode(), ""),
    ("no last line end", TEXT.rstrip().encode(), ""),
    ("old Mac line ends", TEXT.replace("\n", "\r").encode(), ""),
    ("blank lines", TEXT.replace("\n", "\n\n").encode(), ""),
    ("mixed line ends", TEXT.replace("\n", "\r\n", 1).encode(), ""),
    ("all quoted",
     ('"' + TEXT.rstrip().replace(",", '","').replace("\n", '"\n"') + '"').encode(), ""),
    ("headers as people write them",
     TEXT.replace(HEADER, HEADER.upper().replace("_", " ")).encode(), ""),
    ("spaces around", TEXT.replace(",", " , ").encode(), ""),
    ("German numbers and dates",
     TEXT.replace(",", ";").replace("99.50", "99,50").replace("2026-01-01", "01.01.2026")
     .replace("2026-12-31", "31.12.2026").encode(),
     'date = ["%d.%m.%Y"]\ndecimal = ","\nthousands = "."'),
    ("American dates", TEXT.replace("2026-01-01", "01/01/2026").replace("2026-12-31", "12/31/2026")
     .encode(), 'date = "%m/%d/%Y"'),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("case", "data", "form"), GOOD, ids=[case[0] for case in GOOD])
def test_ways_to_write_the_same_table(flat: Writer, case: str, data: bytes, form: str) -> None:
    mapping = f'extends = "plain"\n[format]\n{form}\n' if form else ""
    result = load([flat(data)], mapping=mapping)

    assert rejects(result) == [], case
    line = Line.objects.get()
    assert (line.quantity, line.unit_price_e4, line.arr_minor) == (10, 995_000, 99_500)
    assert (str(line.start_on), str(line.end_on)) == ("2026-01-01", "2027-01-01")
    assert Customer.objects.get().name == "Müller GmbH"


@pytest.mark.django_db
def test_what_had_to_be_assumed_is_told(flat: Writer) -> None:
    notes = load([flat(TEXT.replace(",", ";").encode("utf-16"))]).notes
    assert "flat.csv: read as UTF-16, as its byte order mark says" in notes
    assert "flat.csv: columns are separated by ';', as its header shows" in notes


REFUSED = [
    ("empty", b"", "no table|empty"),
    ("only a mark", "\ufeff".encode(), "empty"),
    ("UTF-16 without its mark", TEXT.encode("utf-16-le"), "UTF-16"),
    ("no known columns", b"a,b,c\n1,2,3\n", "No file has the columns"),
    ("a PDF called CSV", b"%PDF-1.7\n%...", "not text"),
    ("a ZIP called CSV", b"PK\x03\x04" + b"0" * 100, "not text"),
    ("no line at all", b"\n\n\n", "empty"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("case", "data", "reason"), REFUSED, ids=[case[0] for case in REFUSED])
def test_unusable_files_are_refused_as_a_whole(
    flat: Writer, case: str, data: bytes, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason):
        load([flat(data)])
    assert not Contract.objects.exists(), case


@pytest.mark.django_db
def test_more_things_that_are_refused(flat: Writer, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="There is no file"):
        load([tmp_path / "nowhere.csv"])
    with pytest.raises(FileRefused, match="workbook"):
        load([flat(b"not a workbook", "book.xlsx")])
    with pytest.raises(FileRefused, match="unpacked"):
        load([flat(b"not an archive", "book.zip")])
    with pytest.raises(FileRefused, match="unpacked"):
        load([flat(b"not packed", "book.csv.gz")])
    with pytest.raises(FileRefused, match="not written in utf-16-le"):
        load([flat(b"abc")], mapping='extends = "plain"\n[format]\nencoding = "utf-16-le"\n')
    with pytest.raises(FileRefused, match="more than 1000 columns"):
        load([flat(",".join(f"c{i}" for i in range(1001)) + "\n")])
    with pytest.raises(MappingError, match="no profile"):
        load([flat(TEXT)], profile="oracle")


@pytest.mark.django_db
def test_bombs_are_refused_before_they_fill_the_disk(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lines.csv", b"0" * 60_000_000)
    with pytest.raises(FileRefused, match="times its size"):
        load([path])

    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(b"0" * 60_000_000))
    with pytest.raises(FileRefused, match="times its size"):
        load([packed])

    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(501):
            archive.writestr(f"{number}.csv", b"a")
    with pytest.raises(FileRefused, match="more than 500 files"):
        load([many])
    left = [p for p in (data_dir / "imports").rglob("*") if p.is_file()]
    assert left == []


@pytest.mark.django_db
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in SHEETS.items():
            archive.writestr(f"../../../{name}.csv", text)
    result = load([path])
    assert result.counts["lines"]["new"] == 3
    assert not list(tmp_path.glob("*.csv"))


@pytest.mark.django_db
def test_a_packed_file_and_a_folder_with_other_things(company: Company, tmp_path: Path) -> None:
    folder = company.write()
    lines = folder / "lines.csv"
    (folder / "lines.csv.gz").write_bytes(gzip.compress(lines.read_bytes()))
    lines.unlink()
    (folder / "README.md").write_text("notes")
    (folder / ".hidden").write_text("x")
    result = load([folder])
    assert result.counts["lines"]["new"] == 3
    assert any("README.md" in note for note in result.notes)
    assert not any("hidden" in note for note in result.notes)


@pytest.mark.django_db
def test_a_workbook_with_dates_numbers_and_true_rows(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, text in SHEETS.items():
            sheet = book.add_worksheet(name)
            for r, line in enumerate(text.splitlines()):
                for c, cell in enumerate(line.split(",")):
                    if r and name == "lines" and c in {3, 4}:
                        sheet.write_number(r, c, float(cell))
                    elif r and len(cell) == 10 and cell[4] == "-":
                        year, month, number = map(int, cell.split("-"))
                        serial = (ON.replace(year, month, number) - ON.replace(1899, 12, 30)).days
                        sheet.write_number(r, c, serial, day)
                    else:
                        sheet.write_string(r, c, cell)
            if name == "lines":
                # A blank row, then a bad one: its row number is the sheet's.
                for c, cell in enumerate(
                    ["C1", "L9", "SEAT", "-1", "1", "EUR", "2026-01-01", "", ""]
                ):
                    sheet.write_string(6, c, cell)
        book.add_worksheet("notes").write_string(0, 0, "nothing to import here")
    result = load([path])

    assert result.counts["lines"]["new"] == 3
    assert [(r["file"], r["sheet"], r["line"]) for r in rejects(result)] == [
        ("book.xlsx", "lines", "7")
    ]
    assert sorted(Line.objects.values_list("arr_minor", flat=True)) == [0, 27_000, 100_000]


@pytest.mark.django_db
def test_several_files_of_one_sheet_are_one(company: Company) -> None:
    folder = company.write()
    rows = SHEETS["lines"].splitlines(keepends=True)
    (folder / "lines.csv").write_text("".join(rows[:2]))
    (folder / "lines-2.csv").write_text(
        "".join([rows[0], *rows[2:], "C1,L9,SEAT,x,1,EUR,2026-01-01,,\n"])
    )
    result = load([folder])
    assert result.counts["lines"]["new"] == 3
    assert [(r["file"], r["line"]) for r in rejects(result)] == [("lines-2.csv", "4")]


@pytest.mark.django_db
def test_a_missing_required_column_rejects_all_rows_and_says_which(company: Company) -> None:
    company.sheets["customers"] = "customer,country,name\nK1,DE,Kite\n"
    company.sheets["lines"] = (
        "contract,line,product,quantity,currency,start\nC1,L1,SEAT,1,EUR,2026-01-01\n"
    )
    result = load([company.write()])
    told = [r for r in rejects(result) if r["sheet"] == "lines"]
    assert [(r["column"], r["reason"]) for r in told] == [
        ("unit_price", "the files have no column for unit_price")
    ]


@pytest.mark.django_db
def test_a_second_column_of_one_name_is_left_out_and_told(company: Company) -> None:
    company.sheets["customers"] = "customer,name,country,Name\nK1,Kite,DE,Other\nK2,Kelp,US,Other\n"
    result = company.load()
    assert Customer.objects.get(key="K1").name == "Kite"
    assert any("second column 'Name' left out" in note for note in result.notes)


@pytest.mark.django_db
def test_a_failed_import_is_told_by_its_run(flat: Writer, transactional_db: None) -> None:
    with pytest.raises(FileRefused):
        load([flat(b"a,b,c\n1,2,3\n")])
    run = ImportRun.objects.get()
    assert run.state == "failed"
    assert "No file has the columns" in run.error


@pytest.mark.django_db
def test_work_files_go_away(company: Company, data_dir: Path) -> None:
    result = company.load()
    assert sorted(os.listdir(data_dir / "imports" / str(result.run_id))) == []
    shutil.rmtree(data_dir)
