from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "audits"

    def ready(self):
        """Have the log of requests forget who answers a survey."""
        from audits import unlogged

        unlogged.connect()
