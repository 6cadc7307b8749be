"""Django application of quotes."""

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    """Register the models of quotes."""

    name = "tenure.quotes"
    label = "quotes"
    default_auto_field = "django.db.models.BigAutoField"
