"""Addresses of reviews."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import reviews

REVIEWS = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/kept/<int:issue_id>/", reviews.review_kept, name="review_kept"),
    path(
        "reviews/kept/<int:issue_id>/<slug:file>/",
        reviews.review_kept_file,
        name="review_kept_file",
    ),
    path("reviews/<slug:kind>/", reviews.review, name="review"),
    path("reviews/<slug:kind>/file/<slug:file>/", reviews.review_as_file, name="review_as_file"),
    path("reviews/<slug:kind>/words/", reviews.review_words, name="review_words"),
    path("reviews/<slug:kind>/keeping/", reviews.review_keeping, name="review_keeping"),
]
