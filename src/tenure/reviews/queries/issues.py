"""Reviews that were kept, as they were."""

from __future__ import annotations

from tenure.foundation.models import User
from tenure.reviews.models import ReviewIssue
from tenure.reviews.rules.reviews import Review, read_review

MOST = 50


def kept_reviews(user: User) -> list[ReviewIssue]:
    """Return the reviews that were kept, the latest first, of those the person may see."""
    found = ReviewIssue.objects.visible_to(user).select_related("by").defer("content")
    return list(found.order_by("-pk")[:MOST])


def kept_review(issue_id: int, *, user: User) -> tuple[ReviewIssue, Review] | None:
    """Return a review as it was kept; None where the person may not see it."""
    found = ReviewIssue.objects.visible_to(user).select_related("by").filter(pk=issue_id).first()
    if found is None:
        return None
    return found, read_review(found.content)
