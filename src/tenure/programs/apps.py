"""Django application of programs."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """Register the models of programs."""

    name = "tenure.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"
