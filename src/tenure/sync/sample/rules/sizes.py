"""How big a book comes out of how many accounts (a test holds the figures to the truth)."""

from __future__ import annotations

CURRENT_LINES_PER_100_ACCOUNTS = 588
LINE_ROWS_PER_100_ACCOUNTS = 1_410


def accounts_for_current_lines(lines: int) -> int:
    """Return how many accounts make a book of about so many lines in force on its day."""
    return max(1, round(lines * 100 / CURRENT_LINES_PER_100_ACCOUNTS))


def accounts_for_line_rows(rows: int) -> int:
    """Return how many accounts make about so many rows of the sheet `lines`, history included."""
    return max(1, round(rows * 100 / LINE_ROWS_PER_100_ACCOUNTS))
