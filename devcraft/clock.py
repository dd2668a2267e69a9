"""The one clock. Views, commands and worker loops read it once and pass `now` down."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The server's time in whole seconds, so that shown times always add up."""
    return timezone.now().replace(microsecond=0)


def instant() -> datetime:
    """The server's time in milliseconds, for what programs do many times a second."""
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
