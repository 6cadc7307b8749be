"""Django application of the web desk."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Register templates, static files and template tags."""

    name = "tenure.web"
    label = "web"
