"""Every address asks for a permission, and every page that lists has its recorded query count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tenure.foundation.roles import Permission

COUNTS = json.loads((Path(__file__).parents[1] / "web" / "query_counts.json").read_text())

# Address name -> why it asks for no permission.
ASKS_NOTHING = {
    "sign_in": "nobody is signed in yet",
    "sign_out": "anybody may leave",
    "approval_link": "the link in the mail says whose decision it is, and for which step",
    "verify": "anyone may check a paper; says whether it is ours and nothing of the customer",
    "offer": "the link in the mail says which offer it shows, and to whom",
    "offer_document": "as offer",
    "offer_guide": "as offer",
    "offer_question": "as offer",
    "offer_acceptance": "as offer",
    "offer_decline": "as offer",
    "offer_signed": "as offer",
    "task_calendar": "the secret in the address says whose tasks it shows",
    "signature_news": "the message is signed with a key that we share with the service",
    "healthz": "asked by machines; says ok and nothing else",
    "openapi-json": "describes the API to programs that are made for it; holds no data",
    "api-root": "nothing is there, whoever asks",
    "api_nothing": "nothing is there, whoever asks",
}

# Address name -> why its queries are not counted.
NOT_COUNTED = {
    **ASKS_NOTHING,
    "worklist_export": "streams; reads a chunk of 1,000 rows at a time",
    "import": "one import, not a list of what grows; reads its files, not the book",
    "insight": "brings its files up first, at the cost of what changed; counted in its own test",
    "dashboard": "as insight; counted in its own test",
    "insight_export": "the same figures as the page",
    "insight_workbook": "the same figures as the page",
    "insight_drawing": "the same figures as the page",
    "review": "brings the files of metrics up first; counted in its own test",
    "review_as_file": "sends one file",
    "review_kept_file": "sends one file",
    "review_words": "POST only",
    "review_keeping": "POST only",
    "review_kept": "one review as it was kept; reads its row",
    "import_upload": "POST only",
    "statement": "one upload, not a list of what grows; reads its files, not the book",
    "paper_preview": "a file of nobody's, set from a template; asks the database for nothing",
    "task_file": "sends one file",
    "task_item": "POST only",
    "run_start": "POST only",
    "api_price": "POST only; counted in tests/api",
    "api_requests": "POST only",
    "quality_review": "POST only",
    "reconciliation_run": "POST only",
    "quality_owners": "POST only",
    "saved_views": "POST only",
    "save_tactics": "POST only",
    "escalation_defaults": "POST only",
    "playbook_publication": "POST only",
    "escalation_rule_withdrawal": "POST only",
    "exchange_rate_file": "POST only",
    "absences": "POST only",
    "shift_patterns": "POST only",
    "shift_plan": "POST only",
    "shift_swaps": "POST only",
    "routing_staff": "POST only",
}


def patterns() -> Iterator[URLPattern]:
    def walk(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            else:
                yield entry

    yield from walk(get_resolver().url_patterns)


@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: str(p.name))
def test_every_address_asks_for_a_permission(pattern: URLPattern) -> None:
    asked = getattr(pattern.callback, "asks", None)
    if pattern.name in ASKS_NOTHING:
        assert asked is None, "take it off the list"
    else:
        assert asked in Permission.values, f"{pattern.name} has no @asks"


def test_names_are_given_once_and_lists_are_not_stale() -> None:
    names = [pattern.name for pattern in patterns()]
    assert len(names) == len(set(names))
    assert set(ASKS_NOTHING) <= set(names)
    assert set(NOT_COUNTED) <= set(names)


@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: str(p.name))
def test_every_page_has_its_query_count(pattern: URLPattern) -> None:
    writes = pattern.name in NOT_COUNTED or _is_change(pattern)
    assert writes or pattern.name in COUNTS, f"{pattern.name}: record it in query_counts.json"


def _is_change(pattern: URLPattern) -> bool:
    """Whether the address is a sub-resource of one record (`renewals/<id>/owner/`): POST only."""
    route = str(pattern.pattern)
    return ">" in route and not route.endswith(">/")
