"""Django application of sync."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Register the models of sync."""

    name = "tenure.sync"
    label = "sync"
    default_auto_field = "django.db.models.BigAutoField"
