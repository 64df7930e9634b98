"""The Celery application; what runs when is in `schedule.py`."""

import os

from celery import Celery

from ooumph.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ooumph.settings.production")

app = Celery("ooumph")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.conf.beat_scheduler = "ooumph.beat:Scheduler"
app.autodiscover_tasks()
