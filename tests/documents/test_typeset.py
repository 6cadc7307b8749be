"""Documents are accessible, archivable, exact about their text, and the same bytes every time."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from pypdf import PdfReader

from tenure.documents.queries import company_logo, fonts, typeset
from tenure.documents.rules import printable, rare_characters, replaced
from tenure.quotes.rules import Party, PrintedQuote, document_content
from tests.documents.printed import SELLER, a_line, a_quote

ON = date(2026, 12, 1)


@pytest.fixture(autouse=True, scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> object:
    with override_settings(DATA_DIR=tmp_path_factory.mktemp("data")):
        yield


def pdf(quote: PrintedQuote) -> bytes:
    content = document_content(quote, seller=SELLER, logo=company_logo())
    return typeset(template="quote", content=content, on=quote.priced_on)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u200b", "").split())


def test_the_same_bytes_every_time() -> None:
    assert pdf(a_quote()) == pdf(a_quote())
    assert pdf(a_quote()) != pdf(a_quote(version=2))


def test_it_is_tagged_titled_and_archivable() -> None:
    reader = PdfReader(io.BytesIO(pdf(a_quote())))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Renewal quote Q-2027-000042"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_fonts_are_embedded_and_ours() -> None:
    reader = PdfReader(io.BytesIO(pdf(a_quote())))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            below = font.get_object()["/DescendantFonts"][0].get_object()
            described = below["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described
            names.add(below["/BaseFont"].partition("+")[2])
    assert any(name.startswith("SourceSansPro") for name in names)


@pytest.mark.parametrize(
    ("currency", "minor", "shown"),
    [("JPY", 1_234_567, "1,234,567"), ("EUR", 1_234_567, "12,345.67"),
     ("KWD", 1_234_567, "1,234.567"), ("CLF", 1_234_567, "123.4567")],
)  # fmt: skip
def test_amounts_in_currencies_of_every_exponent(currency: str, minor: int, shown: str) -> None:
    line = a_line(expiring_minor=minor, proposed_minor=minor)
    quote = a_quote(currency=currency, lines=(line,), expiring_minor=minor, proposed_minor=minor)
    text = text_of(pdf(quote))
    assert shown in text
    assert f"Expiring ({currency})" in text


def test_what_a_customer_needs_is_on_it() -> None:
    text = text_of(pdf(a_quote()))
    for wanted in (
        "Q-2027-000042", "30 Jan 2027",
        "31 Mar 2027 \N{EN DASH} 30 Mar 2028", "Aurora Shipping AS", "Harbour Resale Ltd",
        "Example Cloud Ltd", "Edge Network", "Price raised by 5 %", "1,050.00", "1,000.00",
        "+50.00", "+5 %", "Terms", "Acceptance", "Signature", "Page 1 of 1",
        "unless notice is given by 28 Feb 2027",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(("lines", "pages"), [(1, (1, 1)), (40, (2, 4)), (400, (15, 25))])
def test_many_lines_repeat_the_header_and_number_the_pages(
    lines: int, pages: tuple[int, int]
) -> None:
    quote = a_quote(lines=tuple(a_line(product=f"Product {n}") for n in range(1, lines + 1)))
    reader = PdfReader(io.BytesIO(pdf(quote)))
    count = len(reader.pages)
    assert pages[0] <= count <= pages[1]
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {count}" in text
        if "Product " in text:
            assert "Proposed (EUR)" in text
    everything = " ".join(texts)
    assert all(f"Product {n} " in everything for n in range(1, lines + 1))


def test_text_is_never_markup() -> None:
    name = r"#let x = 1 *bold* _it_ $x^2$ <label> @ref \ `raw` = Head // no /* no */ #read(\"x\")"
    text = text_of(pdf(a_quote(parties=(Party("Customer", name),))))
    assert "#let x = 1 *bold* _it_ $x^2$ <label> @ref" in text
    assert "// no /* no */" in text


@pytest.mark.parametrize(
    "name",
    ["東京エレクトロニクス", "شركة الخليج", "חברה", "บริษัท", "😀 Ltd", "Ελλάς Жук", "a\x00b\x07c",
     "\ue000", "\u202e right to left", "x" * 200, "e\u0301\u0323\u0300", "\ufffd"],
)  # fmt: skip
def test_any_name_can_be_printed(name: str) -> None:
    assert pdf(a_quote(parties=(Party("Customer", name, (name, name)),)))[:5] == b"%PDF-"


def test_what_cannot_be_shown_is_told() -> None:
    text = text_of(pdf(a_quote(parties=(Party("Customer", "บร Ltd"),))))
    assert "□□ Ltd" in text
    assert "東京 Ltd" in text_of(pdf(a_quote(parties=(Party("Customer", "東京 Ltd"),))))
    assert "Characters that the installed fonts lack are printed as □" in text
    assert "installed fonts lack" not in text_of(pdf(a_quote()))


@drawing(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=40))
def test_drawn_names_can_be_printed(name: str) -> None:
    assert pdf(a_quote(parties=(Party("Customer", name, (name,)),)))[:5] == b"%PDF-"


def test_paper_follows_the_country() -> None:
    def width(country: str) -> int:
        return round(PdfReader(io.BytesIO(pdf(a_quote(country=country)))).pages[0].mediabox.width)

    assert (width("US"), width("NO")) == (612, 595)


def test_the_sellers_own_logo(settings: object, tmp_path: Path) -> None:
    shipped = company_logo()
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    own = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"></svg>'
    (tmp_path / "logo.svg").write_text(own)
    assert company_logo() == own != shipped


def test_rules_about_characters() -> None:
    assert printable("a\tb\nc\x00d\x85e") == "a b cd e"
    assert rare_characters({"a": ["é日"], "b": 3}) == {"日"}
    assert replaced({"日": ["日é"]}, {"日"}) == {"日": ["□é"]}


def test_threads_that_ask_at_once_get_the_same_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links made by two at once would be missing for moments, and a typeface with them."""
    module = import_module("tenure.documents.queries.typeset")
    link = module._link

    def slowly(*paths: Path) -> None:
        sleep(0.005)
        link(*paths)

    monkeypatch.setattr(module, "_link", slowly)
    together = Barrier(4)

    def asked(_: int) -> object:
        together.wait()
        return fonts()

    with override_settings(DATA_DIR=tmp_path), ThreadPoolExecutor(4) as threads:
        found = list(threads.map(asked, range(4)))
    assert len({id(one) for one in found}) == 1
