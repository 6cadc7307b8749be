import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput
from tenure.kernel.ids import clean_key, fingerprint

parts = st.none() | st.integers() | st.dates() | st.text(st.characters(codec="utf-8"), max_size=8)


@pytest.mark.parametrize(
    ("case", "text", "key"),
    [
        ("as it is", "C-1001", "C-1001"),
        ("outer spaces", "  C-1001\n", "C-1001"),
        ("inner space stays", "ACME 7", "ACME 7"),
        ("composed", "Cafe\u0301", "Caf\u00e9"),
        ("case stays", "aBc", "aBc"),
        ("longest", "x" * 120, "x" * 120),
    ],
)
def test_clean_key(case: str, text: str, key: str) -> None:
    assert clean_key(text) == key


@pytest.mark.parametrize(
    ("case", "text", "reason"),
    [
        ("empty", "", "empty"),
        ("spaces only", " \t ", "empty"),
        ("too long", "x" * 121, "120"),
        ("tab inside", "a\tb", r"U\+0009 at 2"),
        ("null", "a\x00", r"U\+0000"),
        ("zero-width space", "a\u200bb", r"U\+200B"),
        ("right-to-left override", "\u202eabc", r"U\+202E at 1"),
        ("lone surrogate", "a\ud800", r"U\+D800"),
        ("line separator", "a\u2028b", r"U\+2028"),
        ("not text", 7, "text"),
    ],
)
def test_clean_key_refuses(case: str, text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        clean_key(text)


@given(st.text())
def test_clean_key_is_idempotent(text: str) -> None:
    try:
        key = clean_key(text)
    except InvalidInput:
        return
    assert clean_key(key) == key
    assert 1 <= len(key) <= 120


def test_fingerprint_is_the_documented_encoding() -> None:
    encoded = "s3:abci2:42d10:2027-01-01n0:s2:é".encode()
    assert (
        fingerprint("abc", 42, date(2027, 1, 1), None, "é") == hashlib.sha256(encoded).hexdigest()
    )


@pytest.mark.parametrize(
    ("case", "left", "right"),
    [
        ("boundaries", ("ab", "c"), ("a", "bc")),
        ("types", ("1",), (1,)),
        ("date and text", (date(2027, 1, 1),), ("2027-01-01",)),
        ("none and empty", (None,), ("",)),
        ("none and nothing", (None,), ()),
        ("order", (1, 2), (2, 1)),
        ("text that looks encoded", ("as1:b",), ("a", "b")),
    ],
)
def test_fingerprint_tells_apart(
    case: str, left: tuple[str | int | date | None], right: tuple[str | int | date | None]
) -> None:
    assert fingerprint(*left) != fingerprint(*right)


@given(st.lists(parts, max_size=4), st.lists(parts, max_size=4))
def test_fingerprints_are_equal_only_for_equal_parts(
    left: list[str | int | date | None], right: list[str | int | date | None]
) -> None:
    assert (fingerprint(*left) == fingerprint(*right)) == (left == right)


@pytest.mark.parametrize("part", [True, 1.5, datetime(2027, 1, 1, tzinfo=UTC), b"x", "\ud800"])
def test_fingerprint_refuses(part: str) -> None:
    with pytest.raises(InvalidInput):
        fingerprint(part)
