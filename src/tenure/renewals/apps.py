"""Django application of renewals."""

from django.apps import AppConfig


class RenewalsConfig(AppConfig):
    """Register the models of renewals."""

    name = "tenure.renewals"
    label = "renewals"
    default_auto_field = "django.db.models.BigAutoField"
