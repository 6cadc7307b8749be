"""What is asked for: read from texts, stored and read again, checked against what renews."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.quotes.rules.asked import (
    AddedProduct,
    Asked,
    AskedLine,
    OfferedProduct,
    Renewable,
    RenewableLot,
    asked_in_words,
    asked_rows,
    carried_over,
    length_in_words,
    length_of,
    problems_of,
    read_asked,
    settled,
    term_asked,
    texts_of,
)

START = date(2027, 3, 31)
RENEWABLE = Renewable(
    start_on=START, usual_months=12, first_start_on=date(2026, 3, 31),
    lots={
        1: RenewableLot(lot=1, quantity_e4=100_000, charge="recurring"),
        3: RenewableLot(lot=3, quantity_e4=0, charge="usage"),
    },
)  # fmt: skip
EDGE = OfferedProduct(product_id=7, code="EDGE", name="Edge", charge="recurring", price_months=12)
PRODUCTS = {
    "EDGE": EDGE,
    "SETUP": OfferedProduct(
        product_id=8, code="SETUP", name="Setup", charge="one_time", price_months=12
    ),
    "RARE": OfferedProduct(
        product_id=9, code="RARE", name="Rare", charge="recurring", price_months=None
    ),
}
EVERYTHING = Asked(
    months=36, uplift_bp=-250, discount_bp=500, one_time_discount_bp=10_000,
    lines=(AskedLine(lot=1, quantity_e4=25_000, uplift_bp=0, discount_bp=1),
           AskedLine(lot=3, removed=True)),
    added=(AddedProduct(product="EDGE", quantity_e4=10_000, discount_bp=100),),
)  # fmt: skip


def problems(asked: Asked) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for one in problems_of(asked, RENEWABLE, PRODUCTS)]


def test_texts_become_what_is_asked() -> None:
    asked, wrong = read_asked(
        {
            "term": "36", "uplift": "-2.5 %", "discount": "5", "one_time": "100%",
            "lines.1.quantity": "2.5", "lines.1.uplift": "0", "lines.1.discount": "0.01",
            "lines.3.removed": "on", "lines.4.quantity": "", "added.1.product": " EDGE ",
            "added.1.quantity": "1", "added.1.discount": "1", "added.2.product": "",
            "added.3.product": "RARE", "added.3.quantity": "x", "added.3.removed": "on",
            "csrfmiddlewaretoken": "x",
        }
    )  # fmt: skip
    assert (asked, wrong) == (EVERYTHING, [])


@pytest.mark.parametrize("text", ["3.5", "3,5", "3.5%", " 3.50 % ", "3,50", "+3.5"])
def test_a_percentage_is_read_whatever_the_habit(text: str) -> None:
    assert read_asked({"uplift": text})[0].uplift_bp == 350


@pytest.mark.parametrize(
    ("text", "e4"),
    [("1200", 12_000_000), ("1,200", 12_000_000), ("1 200", 12_000_000), ("1'200.5", 12_005_000),
     ("0.0001", 1), ("-1", -10_000)],
)  # fmt: skip
def test_a_quantity_is_read(text: str, e4: int) -> None:
    assert read_asked({"lines.1.quantity": text})[0].lines[0].quantity_e4 == e4


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        ("uplift", "three", "plain number"),
        ("uplift", "1,000", "write it as 3.5"),
        ("uplift", "1,2,3", "write it as 3.5"),
        ("discount", "3.555", "at most 2 decimals"),
        ("one_time", "9" * 30, "too large"),
        ("lines.1.quantity", "2,5", "with a point"),
        ("lines.1.quantity", "1e9", "plain number"),
        ("lines.1.quantity", "9" * 20, "too large"),
        ("term", "twelve", "number of months"),
        ("term", "²", "number of months"),
    ],
)
def test_a_text_without_sense_says_so_at_its_place(place: str, text: str, reason: str) -> None:
    _, [wrong] = read_asked({place: text})
    assert wrong.place == place
    assert reason in wrong.reason


def test_a_co_term_date_is_the_last_day() -> None:
    asked, wrong = read_asked({"term": "until", "until": "2028-12-31"})
    assert (asked.end_on, asked.months, wrong) == (date(2029, 1, 1), None, [])
    assert read_asked({"term": "12", "until": "2028-12-31"})[0] == Asked(months=12)
    for text in ("", "31.12.2028", "9999-12-31"):
        _, [one] = read_asked({"term": "until", "until": text})
        assert one.place == "until"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"added.1.product": "EDGE"}, "added.1.quantity"),
        ({"added.1.quantity": "1"}, "added.1.product"),
    ],
)
def test_half_a_line_is_asked_for_the_rest(given: dict[str, str], place: str) -> None:
    _, [wrong] = read_asked(given)
    assert wrong.place == place


def test_stored_and_read_again() -> None:
    assert Asked().as_json() is None
    assert Asked.from_json(None) == Asked()
    told = EVERYTHING.as_json()
    assert told == {
        "months": 36, "uplift_bp": -250, "discount_bp": 500, "one_time_discount_bp": 10_000,
        "lines": [{"lot": 1, "quantity_e4": 25_000, "uplift_bp": 0, "discount_bp": 1},
                  {"lot": 3, "removed": True}],
        "added": [{"product": "EDGE", "quantity_e4": 10_000, "discount_bp": 100}],
    }  # fmt: skip
    assert Asked.from_json(told) == EVERYTHING
    dated = Asked(end_on=date(2029, 1, 1))
    assert Asked.from_json(dated.as_json()) == dated


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"month": 12}, "month"),
        ({"months": "12"}, "months"),
        ({"months": True}, "months"),
        ({"end_on": "soon"}, "end_on"),
        ({"lines": {}}, "lines"),
        ({"lines": [3]}, "lines.1"),
        ({"lines": [{"lot": 1, "price": 1}]}, "lines.1.price"),
        ({"lines": [{"quantity_e4": 1}]}, "lines.1"),
        ({"added": [{"product": "EDGE", "quantity_e4": 1.5}]}, "added.1.quantity_e4"),
    ],
)
def test_what_was_never_stored_is_refused_at_its_place(told: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{place}:"):
        Asked.from_json(told)


@pytest.mark.parametrize(
    ("asked", "place", "reason"),
    [
        (Asked(months=0), "term", "1 to 60 months"),
        (Asked(months=61), "term", "1 to 60 months"),
        (Asked(end_on=START), "until", "begins on 31 Mar 2027"),
        (Asked(end_on=date(2032, 4, 1)), "until", "at most 60 months"),
        (Asked(uplift_bp=-10_001), "uplift", "-100 % to 1000 %"),
        (Asked(discount_bp=10_001), "discount", "0 % to 100 %"),
        (Asked(one_time_discount_bp=-1), "one_time", "0 % to 100 %"),
        (Asked(lines=(AskedLine(lot=2, quantity_e4=1),)), "lines.2.quantity", "does not expire"),
        (Asked(lines=(AskedLine(lot=1, quantity_e4=-1),)), "lines.1.quantity", "not below 0"),
        (Asked(lines=(AskedLine(lot=1, quantity_e4=10**18),)), "lines.1.quantity", "at most"),
        (Asked(lines=(AskedLine(lot=1, uplift_bp=10**6),)), "lines.1.uplift", "1000 %"),
        (Asked(lines=(AskedLine(lot=1, discount_bp=-5),)), "lines.1.discount", "0 % to"),
        (Asked(lines=(AskedLine(lot=1, removed=True), AskedLine(lot=3, removed=True))),
         "lines", "Nothing would renew"),
        (Asked(added=(AddedProduct(product="NONE", quantity_e4=1),)), "added.1.product", "no prod"),
        (Asked(added=(AddedProduct(product="SETUP", quantity_e4=1),)), "added.1.product", "once"),
        (Asked(added=(AddedProduct(product="RARE", quantity_e4=1),)), "added.1.product", "list"),
        (Asked(added=(AddedProduct(product="EDGE", quantity_e4=0),)), "added.1.quantity", "above"),
        (Asked(added=(AddedProduct(product="EDGE", quantity_e4=1),) * 51), "added", "At most 50"),
        (Asked(note="x" * 201), "note", "at most 200"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for(asked: Asked, place: str, reason: str) -> None:
    [(found, text)] = problems(asked)
    assert found == place
    assert reason in text


def test_what_can_be_asked_for() -> None:
    assert problems(EVERYTHING) == []
    assert problems(Asked(end_on=date(2032, 3, 31))) == []
    assert problems(Asked(end_on=date(2027, 4, 1))) == []


def test_the_term_that_is_asked_for() -> None:
    assert term_asked(Asked(), RENEWABLE).end == date(2028, 3, 31)
    assert term_asked(Asked(months=6), RENEWABLE).end == date(2027, 9, 30)
    assert term_asked(Asked(end_on=date(2029, 1, 1)), RENEWABLE).end == date(2029, 1, 1)


def test_what_the_book_says_anyway_is_not_asked_for() -> None:
    same = Asked(months=12, lines=(AskedLine(lot=1, quantity_e4=100_000),))
    assert settled(same, RENEWABLE).is_nothing
    none = Asked(lines=(AskedLine(lot=1, quantity_e4=0, uplift_bp=5),))
    assert settled(none, RENEWABLE).lines == (AskedLine(lot=1, removed=True),)
    usage = Asked(lines=(AskedLine(lot=3, quantity_e4=0, uplift_bp=5),))
    assert settled(usage, RENEWABLE).lines == (AskedLine(lot=3, uplift_bp=5),)


def test_what_is_still_possible_is_carried_over() -> None:
    gone = AskedLine(lot=2, quantity_e4=1)
    rare = AddedProduct(product="RARE", quantity_e4=1)
    asked = Asked(
        end_on=START, uplift_bp=100, lines=(EVERYTHING.lines[0], gone), added=(rare,)
    )  # fmt: skip
    kept = carried_over(asked, RENEWABLE, PRODUCTS)
    assert kept.wish == Asked(uplift_bp=100, lines=EVERYTHING.lines[:1])
    assert kept.dropped == (
        "Lot 2 no longer expires with this term.",
        "RARE has no list price on the first day of the term.",
        "The term begins on 31 Mar 2027: it ends later.",
    )
    assert Asked.from_json(kept.as_json()) == kept
    assert carried_over(EVERYTHING, RENEWABLE, PRODUCTS) == EVERYTHING


def test_lots_that_were_left_out_come_back_where_nothing_else_is_left() -> None:
    others = tuple(AskedLine(lot=lot, removed=True) for lot in (1, 3))
    kept = carried_over(Asked(lines=others), RENEWABLE, PRODUCTS)
    assert kept.is_nothing
    assert len(kept.dropped) == 1


def test_written_as_texts_it_reads_the_same() -> None:
    for asked in (Asked(), EVERYTHING, Asked(end_on=date(2029, 1, 1), note="As they wished")):
        assert read_asked(texts_of(asked)) == (asked, [])


def test_in_words() -> None:
    assert asked_in_words(EVERYTHING) == [
        "36 months", "uplift -2.5 %", "discount 5 %", "one-time discount 100 %",
        "lot 1: quantity 2.5, uplift 0 %, discount 0.01 %", "lot 3: left out",
        "new: 1 of EDGE, discount 1 %",
    ]  # fmt: skip
    assert asked_in_words(Asked(end_on=date(2029, 1, 1))) == ["until 31 Dec 2028"]
    lengths = {date(2027, 5, 10): "1 month and 10 days", date(2028, 3, 31): "12 months"}
    for end, words in lengths.items():
        length = length_of(Period(START, end), RENEWABLE)
        assert length_in_words(length.months, length.days) == words


def test_what_is_asked_for_goes_into_the_facts() -> None:
    book = {"quantity_e4": 25_000, "expiring_price_e4": 5, "cap_bp": 700, "contract_uplift_bp": 300}
    rows = [{"lot": lot, **book} for lot in (1, 3, 4)]
    first, gone, new = asked_rows(
        EVERYTHING, rows, expiring={1: 100_000, 3: 0}, added={4: EVERYTHING.added[0]}
    )
    assert (first["quantity_e4"], first["asked_quantity_e4"]) == (100_000, 25_000)
    assert (first["asked_uplift_bp"], first["deal_discount_bp"]) == (0, 1)
    assert first["cap_bp"] == 700
    assert (gone["quantity_e4"], gone["asked_quantity_e4"]) == (25_000, 0)
    assert (gone["asked_uplift_bp"], gone["deal_discount_bp"]) == (-250, 500)
    assert (new["quantity_e4"], new["asked_quantity_e4"], new["added"]) == (0, 25_000, True)
    assert (new["cap_bp"], new["contract_uplift_bp"], new["expiring_price_e4"]) == (None, None, 0)
    assert "asked_uplift_bp" not in new
    assert {row["one_time_discount_bp"] for row in (first, gone, new)} == {10_000}
