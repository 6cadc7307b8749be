"""Django application of book."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    """Register the models of book."""

    name = "tenure.book"
    label = "book"
    default_auto_field = "django.db.models.BigAutoField"
