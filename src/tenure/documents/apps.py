"""Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Register the models of documents."""

    name = "tenure.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
