"""Django application of reviews."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Register the models of reviews."""

    name = "tenure.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
