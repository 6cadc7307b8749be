"""Django application of directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Register the models of directory."""

    name = "tenure.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
