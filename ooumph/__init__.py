"""Ooumph: the backend of a social network whose every action becomes trustworthy analytics."""

from ooumph.celery import app as celery_app

__all__ = ["celery_app"]
