from django.apps import AppConfig
from django.urls import register_converter


class AuditsConfig(AppConfig):
    name = "audits"

    def ready(self):
        """Have the log of requests forget who answers a survey, and addresses know what a code is."""
        from audits import addresses, unlogged

        unlogged.connect()
        register_converter(addresses.CodeInAddress, "code")
