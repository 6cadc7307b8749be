"""Guides: those that come along are whole; a file with an error says where."""

from __future__ import annotations

import pytest

from tenure.desk.queries.guides import customer_guides, guide_named, guides
from tenure.desk.rules.front_matter import PlayRefused
from tenure.desk.rules.guides import read_guide

RIGHT = '+++\ntitle = "A"\nsummary = "B"\naudience = "customers"\n+++\nText.\n'


def test_those_that_come_along() -> None:
    assert {one.audience for one in guides()} == {"customers", "colleagues"}
    assert len(customer_guides()) >= 3
    assert guide_named("enrolling-a-customer") is not None
    assert guide_named("enrolling-a-customer", for_customers=True) is None
    assert guide_named("nothing") is None
    assert read_guide("a-1", RIGHT).text == "Text."


@pytest.mark.parametrize(
    ("code", "source", "said"),
    [
        ("A b", RIGHT, "line 1: A guide's name"),
        ("a", "Text", "line 1: "),
        ("a", RIGHT.replace('title = "A"', "title = 7"), "line 2: title is a text"),
        ("a", RIGHT.replace("customers", "cats"), "line 4: audience is one of"),
        ("a", RIGHT.replace("summary", "sumary"), "line 1: summary is a text"),
        ("a", RIGHT.replace("+++\nText", 'x = "y"\n+++\nText'), "line 5: There is no key x."),
        ("a", RIGHT.replace("Text.", ""), "line 1: A guide has a text"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(code: str, source: str, said: str) -> None:
    with pytest.raises(PlayRefused) as refused:
        read_guide(code, source)
    assert str(refused.value).startswith(said)
