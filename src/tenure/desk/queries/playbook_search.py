"""Search in the playbook: title, summary and text of the plays as they hold now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import F, Q

from tenure.desk.models import PlayComment, PlayDraft, PlayVersion
from tenure.desk.queries.playbook import playbook
from tenure.desk.queries.playbook_changes import (
    ReviewRow,
    drafts_of,
    open_proposals,
    reviews_among,
)
from tenure.foundation.models import User

_CONFIG = "english"
# Around what was found; characters that no text of a play has (private use).
_OPEN, _CLOSE = "\ue000", "\ue001"
_INDEXED = SearchVector("title", "summary", "source", config=_CONFIG)
_RANKED = (
    SearchVector("title", weight="A", config=_CONFIG)
    + SearchVector("summary", weight="B", config=_CONFIG)
    + SearchVector("source", weight="C", config=_CONFIG)
)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `is_hit`: it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A play in which something was found, and where."""

    version: PlayVersion
    excerpt: list[Piece]


@dataclass(frozen=True, slots=True)
class PlaybookPage:
    """The playbook's page: its plays or what was found in them, and what waits for the reader."""

    plays: list[PlayVersion]
    found: list[Found] | None
    reviews: list[ReviewRow]
    drafts: list[PlayDraft]
    proposals: list[PlayComment]


def playbook_page(user: User, *, on: date, text: str = "") -> PlaybookPage:
    """Return the playbook's page (a fixed number of queries); with a text: what is found."""
    plays = playbook(user)
    return PlaybookPage(
        plays=plays,
        found=search_playbook(user, text) if text.strip() else None,
        reviews=reviews_among(plays, on),
        drafts=drafts_of(user),
        proposals=open_proposals(user),
    )


def search_playbook(user: User, text: str) -> list[Found]:
    """Return the plays that hold the words, the best first; "phrases", or, -not as on the web.

    Words are found in every form (renewals, renewed). A part of a title or code is found too.
    """
    words = " ".join(text.split())[:LONGEST]
    if not words:
        return []
    query = SearchQuery(words, config=_CONFIG, search_type="websearch")
    latest = PlayVersion.objects.visible_to(user).order_by("play_id", "-version")
    holding = PlayVersion.objects.filter(pk__in=latest.distinct("play_id").values("pk"))
    named = Q(title__icontains=words) | Q(play__code__icontains=words)
    headline = SearchHeadline(
        "source", query, config=_CONFIG, start_sel=_OPEN, stop_sel=_CLOSE, max_words=30,
        min_words=12, max_fragments=2, fragment_delimiter=" … ",
    )  # fmt: skip
    found = (
        holding.annotate(indexed=_INDEXED)
        .filter(Q(indexed=query) | named)
        .annotate(rank=SearchRank(_RANKED, query), headline=headline)
        .select_related("play")
        .order_by(F("rank").desc(), "title")
    )
    return [Found(version, excerpt_of(version.headline)) for version in found]


def excerpt_of(headline: str) -> list[Piece]:
    """Return an excerpt in pieces, so that what was found can be marked on any page."""
    pieces: list[Piece] = []
    is_hit = False
    for part in re.split(f"([{_OPEN}{_CLOSE}])", " ".join(headline.split())):
        if part in {_OPEN, _CLOSE}:
            is_hit = part == _OPEN
        elif part:
            pieces.append(Piece(part, is_hit))
    return pieces
