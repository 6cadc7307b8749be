"""Charts drawn as SVG: links as they were given, nothing that the pages' policy forbids."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tenure.documents.queries.drawing import NotDrawn, draw
from tenure.insight.rules.charts import Chart, Mark
from tenure.insight.rules.vega import LIGHT, PAGE, specification

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script> & Söhne'
MARKS = (Mark(EVIL, "", 1_000_000, "10,000.00", 0), Mark("Müller", "", 5, "0.05", 1))
BARS = Chart("bars", "ARR by customer", "money", "EUR", MARKS)


def drawn(chart: Chart, *links: str, site: str = "") -> ElementTree.Element:
    specified = specification(chart, PAGE, width=500, links=links)
    svg = draw(specified, title=chart.title, says=chart.says, key="k", site=site)
    assert "<script" not in svg
    return ElementTree.fromstring(svg)


def test_a_drawing_can_be_read_without_being_seen() -> None:
    root = drawn(BARS)
    assert root.get("role") == "img"
    assert [(each.tag, each.get("id"), each.text) for each in root[:2]] == [
        (f"{SVG}title", "k-title", "ARR by customer"), (f"{SVG}desc", "k-says", BARS.says),
    ]  # fmt: skip
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("k-title", "k-says")


def test_every_mark_leads_to_its_records() -> None:
    root = drawn(BARS, "?a=1&b=%C3%B6#records", "?a=2", site="https://tenure.example/insight/")
    assert root.get("role") == "group"
    assert [(a.get("href"), a.get("aria-label")) for a in root.iter(f"{SVG}a")] == [
        (
            "https://tenure.example/insight/?a=1&b=%C3%B6#records",
            f"{EVIL}: 10,000.00: the records",
        ),
        ("https://tenure.example/insight/?a=2", "Müller: 0.05: the records"),
    ]


def test_nothing_is_styled_inline_and_pages_choose_the_colours() -> None:
    root = drawn(BARS, "?a=1", "?a=2")
    assert not [
        each for each in root.iter() if "style" in each.attrib or each.tag.endswith("style")
    ]
    filled = {each.get("fill") for each in root.iter()}
    assert {"var(--chart-total)", "var(--chart-ink)"} <= filled


def test_lines_have_a_link_for_each_part_and_a_name_for_each_line() -> None:
    parts = ("2027-01", "2027-02")
    one = tuple(Mark(part, "GRR", 9_800 + n, "98 %", n) for n, part in enumerate(parts))
    alone = drawn(Chart("lines", "GRR", "percent", "EUR", one), "?a=1", "?a=2")
    assert [a.get("href") for a in alone.iter(f"{SVG}a")] == ["?a=1", "?a=2"]
    two = (*one, *(Mark(part, "NRR", 10_100, "101 %", 0) for part in parts))
    together = drawn(Chart("lines", "Retention", "percent", "EUR", two), "?a=1", "?a=2")
    assert len(list(together.iter(f"{SVG}a"))) == 4
    said = {each.text for each in together.iter(f"{SVG}text")}
    assert {"GRR", "NRR", "98 %"} <= said


def test_a_file_has_colours_of_its_own_and_what_is_no_chart_is_refused() -> None:
    svg = draw(specification(BARS, LIGHT, width=500), title="t", says="s", key="k")
    assert "var(" not in svg
    with pytest.raises(NotDrawn, match="could not be drawn"):
        draw({"data": {"values": []}, "mark": 7}, title="t", says="s", key="k")
