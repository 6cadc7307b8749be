"""Policies as people write them: read, written back, and told what is wrong with, by place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.directory.models import Segment, Tier
from tenure.kernel.errors import InvalidInput
from tenure.pricing.rules import (
    KINDS,
    POLICY_COLUMNS,
    SLICE,
    AnyPolicy,
    DiscountFacts,
    Held,
    MarginFacts,
    NotAPolicy,
    PolicyFacts,
    PolicyField,
    PolicyKind,
    cells_of,
    file_rows,
    policy_columns,
    policy_of,
    read_policy_file,
    require_policy,
    slice_words,
    terms_words,
)
from tenure.pricing.rules.policy_kinds import SEGMENTS, TIERS


def sane(field: PolicyField) -> st.SearchStrategy[object]:
    match field.held:
        case Held.KEY:
            return st.from_regex(r"[a-z][a-z0-9-]{0,19}", fullmatch=True)
        case Held.TEXT:
            return st.sampled_from(["", "edge", "gold", "EMEA", 'a, "b"'[: field.size]])
        case Held.CHOICE:
            among = [value for value, _ in field.choices]
            return st.sampled_from(among if field.required else ["", *among])
        case Held.RATE:
            return st.integers(field.lowest, field.highest)
        case Held.QUANTITY:
            return st.integers(1, 10**15)
        case Held.DAY:
            return st.dates(date(1900, 1, 1), date(2999, 12, 31))
        case Held.FLAG:
            return st.booleans()


@st.composite
def some_policy(draw: st.DrawFn) -> AnyPolicy:
    kind: PolicyKind = draw(st.sampled_from(list(KINDS.values())))
    facts = {field.name: draw(sane(field)) for field in kind.fields}
    policy = kind.facts(**facts)  # type: ignore[arg-type]
    try:
        require_policy(policy)
    except NotAPolicy:  # sane one by one, but not together: give up what contradicts
        for name in facts:
            if name.startswith("volume_") or name in {"registered_bp", "uplift_bp"}:
                facts[name] = None if name.endswith("_e4") else 0
        policy = kind.facts(**facts)  # type: ignore[arg-type]
        require_policy(policy)
    return policy


@given(some_policy())
def test_what_is_written_is_read_back(policy: AnyPolicy) -> None:
    kind = next(kind for kind in KINDS.values() if isinstance(policy, kind.facts))
    assert policy_of(kind, cells_of(policy)) == policy


def test_a_file_of_all_kinds_is_read_back() -> None:
    kept: list[tuple[str, AnyPolicy]] = [
        ("Everyone", PolicyFacts("any", "uplift", -250, date(2027, 1, 1))),
        ("Quoted, \"name\"", PolicyFacts("li", "list", 0, date(2027, 1, 1), program="edu")),
        ("Volume", DiscountFacts(
            code="v", start_on=date(2027, 1, 1), volume_1_from_e4=5_000, volume_1_bp=1,
            best_of=True, floor_bp=0,
        )),
        ("Partners", MarginFacts(code="m", start_on=date(2027, 1, 1), off_list=True)),
    ]  # fmt: skip
    lines = [POLICY_COLUMNS, *file_rows(kept)]
    text = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line)
                       for line in lines)  # fmt: skip
    read = read_policy_file(b"\xef\xbb\xbf" + text.encode())
    assert read.faults == ()
    assert [(row.name, row.policy) for row in read.rows] == kept
    assert [row.line for row in read.rows] == [2, 3, 4, 5]


def test_the_fields_are_those_of_the_facts() -> None:
    for kind in KINDS.values():
        named = [field.name for field in kind.fields]
        assert sorted(named) == sorted(policy_columns(kind.facts))
        assert [name for name in named if name in SLICE] == list(SLICE)
        columns = [field.column for field in kind.fields]
        assert len(set(columns)) == len(columns)
    assert [value for value, _ in SEGMENTS] == Segment.values
    assert list(TIERS) == Tier.choices


def faults(text: str) -> list[tuple[int, str, str]]:
    found = read_policy_file(text.encode()).faults
    return [(fault.line, fault.column, fault.reason) for fault in found]


HEAD = "kind,code,start,segment,method,uplift,volume_1_from,volume_1,floor,best_of,reseller\n"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("tax,a,2027-01-01,,,,,,,,", "kind", "not one of price, discount, margin"),
        ("price,,2027-01-01,,same,,,,,,", "code", "is missing"),
        ("price,a,,,same,,,,,,", "start", "is missing"),
        ("price,a,01.01.2027,,same,,,,,,", "start", "not a day like 2027-01-15"),
        ("price,a,20270101,,same,,,,,,", "start", "not a day like 2027-01-15"),
        ("price,a,2027-02-29,,same,,,,,,", "start", "not a day"),
        ("price,a,3000-01-01,,same,,,,,,", "start", "between 1900 and 2999"),
        ("price,a,2027-01-01,huge,same,,,,,,", "segment", "not one of self_serve, smb"),
        ("price,a,2027-01-01,,,,,,,,", "method", "is missing"),
        ("price,a,2027-01-01,,same,5,,,,,", "uplift", "only the method uplift"),
        ("price,a,2027-01-01,,uplift,5.001,,,,,", "uplift", "at most 2 decimals"),
        ("price,a,2027-01-01,,uplift,five,,,,,", "uplift", "plain number"),
        ("price,a,2027-01-01,,uplift,1001,,,,,", "uplift", "from -100 % to 1,000 %"),
        ("price,a,2027-01-01,,same,,,,,,15", "reseller", "a price policy has none"),
        ("discount,a,2027-01-01,,,,\"1,000\",5,,,", "volume_1_from", "plain number"),
        ("discount,a,2027-01-01,,,,0,5,,,", "volume_1_from", "more than zero"),
        ("discount,a,2027-01-01,,,,99999999999999999999,5,,,", "volume_1_from", "too large"),
        ("discount,a,2027-01-01,,,,,5,,,", "volume_1_from", "begins somewhere"),
        ("discount,a,2027-01-01,,,,,,101,,", "floor", "from 0 % to 100 %"),
        ("discount,a,2027-01-01,,,,,,,maybe,", "best_of", "neither yes nor no"),
        ("margin,a,2027-01-01,,,,,,,,-1", "reseller", "from 0 % to 100 %"),
        ("margin,a,2027-01-01,,,,,,,,1,2", "kind", "more cells than the header"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line_and_column(row: str, column: str, reason: str) -> None:
    [(line, where, why)] = faults(f"{HEAD}\n\n{row}\n")
    assert (line, where) == (4, column)
    assert reason in why


def test_every_fault_of_a_row_is_told_and_lines_are_those_of_the_file() -> None:
    text = 'kind,code,name,start,method,uplift\nprice,a,"two\nlines",x,other,y\nprice,,,,,\n'
    found = faults(text)
    assert [(line, column) for line, column, _ in found] == [
        (2, "start"), (2, "uplift"), (4, "code"), (4, "start"), (4, "method"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Line 1: the header must name"),
        (b"kind;code;start\n", "separated by commas"),
        (b"kind,code,colour\n", "no column is called 'colour'"),
        (b"kind,code,code\n", "code stands there twice"),
        (b"kind,code\nprice,\xe4\n", "Line 2: the file is not UTF-8"),
        (b'kind,code\nprice,"a\n', "this is not CSV"),
        (b"kind,code\n" + b"tax,a\n" * 10_001, "at most 10,000"),
    ],
)
def test_what_is_no_file_of_policies_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        read_policy_file(content)


@pytest.mark.parametrize(
    ("policy", "whom", "what"),
    [
        (PolicyFacts("a", "uplift", 550, date(2027, 1, 1)), "everyone", "uplift 5.5 %"),
        (
            PolicyFacts("a", "list", 0, date(2027, 1, 1), segment="smb", channel="reseller"),
            "Small business, channel Reseller",
            "list",
        ),
        (
            DiscountFacts(
                code="a", start_on=date(2027, 1, 1), family="edge", volume_1_from_e4=505_000,
                volume_1_bp=500, two_years_bp=500, best_of=True, floor_bp=5_000,
            ),
            "product family edge",
            "from 50.5 pieces 5 %, two years 5 %, only the largest counts, not below 50 % of list",
        ),
        (
            MarginFacts(
                code="a", start_on=date(2027, 1, 1), partner_tier="gold", reseller_bp=2_000,
                registered_bp=500, off_list=True,
            ),
            "partner tier Gold",
            "reseller 20 %, registered deal + 5 %, off list",
        ),
        (MarginFacts(code="a", start_on=date(2027, 1, 1)), "everyone", "nothing"),
    ],
)  # fmt: skip
def test_policies_in_words(policy: AnyPolicy, whom: str, what: str) -> None:
    assert (slice_words(policy), terms_words(policy)) == (whom, what)
