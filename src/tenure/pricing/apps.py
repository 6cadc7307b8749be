"""Django application of pricing."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Register the models of pricing."""

    name = "tenure.pricing"
    label = "pricing"
    default_auto_field = "django.db.models.BigAutoField"
