"""Files and mappings made to do harm: they are refused with a reason, and reach nothing."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from tenure.documents.rules import FORMULA_STARTS
from tenure.foundation.commands import system_actor
from tenure.kernel.errors import TenureError
from tenure.sync.files.commands import import_stored, store_upload
from tenure.sync.files.commands.uploads import UploadRefused
from tenure.sync.files.queries import preview
from tenure.sync.files.queries.extent import check_workbook
from tenure.sync.files.queries.limits import FileRefused
from tenure.sync.files.queries.sources import open_files
from tenure.sync.files.queries.staging import open_staging
from tenure.sync.files.rules.expressions import MappingError
from tenure.sync.files.rules.mapping import Format, from_toml
from tenure.sync.models import ImportRun
from tests.sync.conftest import ON, Company, load, rejects

ATTACK = "z AS SELECT 1; COPY (SELECT 42) TO '{target}'; CREATE VIEW s_y"


@pytest.mark.django_db
def test_a_source_name_cannot_carry_sql(company: Company, tmp_path: Path) -> None:
    target = tmp_path / "written"
    name = ATTACK.format(target=target)
    mapping = f'extends = "plain"\n[sources."{name}"]\nfiles = ["customers"]\n'
    with pytest.raises(MappingError, match="cannot name a source"):
        load([company.write()], mapping=mapping)
    assert not target.exists()


@pytest.mark.parametrize("name", ["", "A", "1a", "a b", 'a"b', "a;b", "a" * 61, "a\n", "é"])
def test_names_of_sources_are_plain_words(name: str) -> None:
    shown = name.replace('"', '\\"').replace("\n", "\\n")
    for text in (
        f'[sources."{shown}"]\nfiles = ["*"]\n',
        f'[[sheet]]\nsheet = "customers"\nsource = "{shown}"\n',
        (
            '[sources.a]\n[[sheet]]\nsheet = "customers"\nsource = "a"\n'
            f'columns.customer = {{ from = "{shown}", key = "a", match = "b", column = "c" }}\n'
        ),
    ):
        with pytest.raises(MappingError, match="cannot name a source"):
            from_toml(text)


def test_the_staging_session_reaches_only_its_own_files(company: Company, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    staging = open_staging(open_files([company.write()], Format(), folder), folder)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    try:
        for sql in (
            "SELECT * FROM read_text('/etc/passwd')",
            f"SELECT * FROM read_text('{secret}')",
            f"SELECT * FROM read_text('{folder}/../secret.txt')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/other.duckdb'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                staging.duck.execute(sql)
        staging.duck.execute(f"COPY (SELECT 1) TO '{folder}/in.csv'")
        path = staging.files[0].path
        assert staging.duck.execute(f"SELECT content FROM read_text('{path}')").fetchall()
    finally:
        staging.close()


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FAR = '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
CELLS = [
    ("one far cell", f'<worksheet {NS}><sheetData><row r="1">{FAR}</row></sheetData></worksheet>'),
    ("with a prefix",
     ('<x:worksheet xmlns:x="u"><x:row><x:c t="n" r = \'XFD1048576\'><x:v>1</x:v></x:c></x:row>'
     "</x:worksheet>")),
    ("far row, far column",
     ('<worksheet><row><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
     "</worksheet>")),
]  # fmt: skip


def _book(path: Path, sheet: str) -> Path:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {NS}><sheets><sheet name="customers" sheetId="1" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(("case", "sheet"), CELLS, ids=[case[0] for case in CELLS])
def test_a_sheet_with_a_far_cell_is_refused(tmp_path: Path, case: str, sheet: str) -> None:
    path = _book(tmp_path / "far.xlsx", sheet)
    with pytest.raises(FileRefused, match="save it as CSV"):
        open_files([path], Format(), tmp_path / "work")


def test_far_cells_without_content_and_usual_sheets_are_read(tmp_path: Path) -> None:
    check_workbook(_book(tmp_path / "a.xlsx", CELLS[0][1].replace("<v>1</v>", "")))
    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
        book.add_worksheet("customers").write_row(0, 0, ["customer", "name"])
    files = open_files([tmp_path / "b.xlsx"], Format(), tmp_path / "work").files
    assert [file.headers for file in files] == [("_line", "customer", "name")]


def test_declared_sizes_of_a_workbook_are_not_believed(tmp_path: Path) -> None:
    path = _book(tmp_path / "lies.xlsx", f"<worksheet>{' ' * 60_000_000}</worksheet>")
    data = path.read_bytes()
    true_size = (60_000_000 + len("<worksheet></worksheet>")).to_bytes(4, "little")
    assert data.count(true_size) == 2
    path.write_bytes(data.replace(true_size, (100).to_bytes(4, "little")))
    with pytest.raises(FileRefused, match="unpacks to"):
        check_workbook(path)


def _damaged(folder: Path) -> Iterator[Path]:
    body = bytes(range(256)) * 400
    for name, method in (("d", zipfile.ZIP_DEFLATED), ("l", zipfile.ZIP_LZMA),
                         ("b", zipfile.ZIP_BZIP2)):  # fmt: skip
        path = folder / f"{name}.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("customers.csv", body)
        yield path
    path = folder / "customers.csv.gz"
    path.write_bytes(gzip.compress(body))
    yield path
    yield _book(folder / "book.xlsx", CELLS[0][1].replace("XFD1048576", "B2"))


def test_damaged_files_are_refused_by_name(tmp_path: Path) -> None:
    for path in _damaged(tmp_path):
        good = path.read_bytes()
        for start, end in ((60, 90), (100, 140)):
            flipped = bytes(byte ^ 0xFF for byte in good[start:end])
            path.write_bytes(good[:start] + flipped + good[end:])
            with pytest.raises(FileRefused, match=path.name.replace(".", "[.]")):
                open_files([path], Format(), tmp_path / "work")
        path.write_bytes(good[: len(good) // 2])
        with pytest.raises(FileRefused, match=path.name.replace(".", "[.]")):
            open_files([path], Format(), tmp_path / "work")


class _File:
    def __init__(self, name: str, data: bytes) -> None:
        self.name: str | None = name
        self.data = data

    def chunks(self) -> Iterator[bytes]:
        yield self.data


@pytest.mark.django_db
def test_uploads_of_one_name_are_all_kept() -> None:
    names = ["a-2.csv", "a.csv", "a.csv", "ü" * 250 + ".csv", "ü" * 250 + ".csv"]
    files = [_File(name, f"x\n{n}\n".encode()) for n, name in enumerate(names)]
    run = store_upload(files=files, by=system_actor(), on=ON)
    assert len(run.files) == len(names)
    assert all(len(file["name"].encode()) <= 255 for file in run.files)


@pytest.mark.django_db
def test_a_refused_upload_leaves_no_files(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    monkeypatch.setattr("tenure.sync.files.commands.uploads.MAX_FILE", 10)
    with pytest.raises(UploadRefused):
        store_upload(files=[_File("a.csv", b"x" * 11)], by=system_actor(), on=ON)
    assert ImportRun.objects.get().state == ImportRun.State.FAILED
    assert not list((data_dir / "imports").iterdir())


@pytest.mark.django_db
def test_no_cell_of_the_rejects_file_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "=1+1 customers.csv"
    path.write_text("customer,name\n＝cmd,x\n=cmd,y\n")  # noqa: RUF001
    mapping = (
        'extends = "plain"\n[sources.customers]\nfiles = ["*customers"]\n'
        '[[sheet]]\nsheet = "customers"\nsource = "customers"\nidentity = true\n'
        'refuse = [{ column = "name", is = ["x"], reason = "=HYPERLINK(1)" }]\n'
    )
    found = rejects(load([path], mapping=mapping))
    assert len(found) == 2
    assert "'=HYPERLINK(1)" in {row["reason"] for row in found}
    assert "'=cmd" in {row["value"] for row in found}
    assert not [cell for row in found for cell in row.values() if cell.startswith(FORMULA_STARTS)]


SHEET = '[[sheet]]\nsheet = "customers"\nsource = "customers"\nidentity = true\n'
WRONG = [
    (SHEET + 'columns.name = { column = "name", map = "x" }', "customers.name.map"),
    (SHEET + 'columns.name = { constant = "a\\u0000b" }', "NUL"),
    (SHEET + 'group_by = ["nothing"]', "nothing"),
    (SHEET + 'columns.name = { column = "name", thousands = "(" }', "customers.name.thousands"),
    (SHEET + 'columns.name = { column = "name", date = 3 }', "customers.name.date"),
    (SHEET + 'columns.name = { column = "name", when = "x" }', "customers.name.when"),
    (SHEET + "columns.name = " + "{ coalesce = [" * 9 + '"a"' + "] }" * 9, "nest"),
    ("[format]\nyes = []", "yes"),
    ('[format]\ndelimiter = "ab"', "delimiter"),
    ("[sources.customers]\nrename = { name = { a = 1 } }", "rename.name"),
    ("x = " + "[" * 3000 + "]" * 3000, "nests"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("toml", "message"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_wrong_mappings_are_told_with_their_place(
    company: Company, toml: str, message: str
) -> None:
    mapping = f'extends = "plain"\n{toml}\n'
    with pytest.raises(MappingError, match=message):
        preview([company.write()], mapping)


@pytest.mark.django_db
def test_what_only_the_session_finds_is_a_wrong_mapping_too(company: Company) -> None:
    mapping = f'extends = "plain"\n{SHEET}columns.name = {{ column = "name", lower = true }}\n'
    assert preview([company.write()], mapping)
    with pytest.raises(MappingError, match="cannot be applied to sheet 'partners'"):
        preview([company.write()], 'extends = "plain"\n[format]\ndate = "%d%Y%Q"\n')


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mapping", ['x = "', "x = 1\x00", '[sources."a b"]\n'])
def test_a_stored_import_with_a_wrong_mapping_fails_with_its_message(mapping: str) -> None:
    run = store_upload(files=[_File("customers.csv", b"a\n1\n")], by=system_actor(), on=ON)
    with pytest.raises(TenureError):
        import_stored(run_id=run.pk, profile="plain", mapping=mapping, by=system_actor(), on=ON)
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert "mapping" in run.error or "source" in run.error
