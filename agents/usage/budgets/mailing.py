"""Sends a notice by e-mail, once; what came of it is written beside it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

from agents.models import BudgetNotice

log = logging.getLogger(__name__)
NO_ADDRESS = "not sent: your account has no e-mail address"
SENDING = "begun, and not known to be sent"
SENT = "sent"
MOST_ERROR = 200


def post(notice_id: int) -> None:
    """Send the notice to its budget's owner, unless somebody did; failures are logged.

    Claimed before it is sent: a mail that may have gone out is never sent again.
    """
    if not BudgetNotice.objects.filter(pk=notice_id, mail="").update(mail=SENDING):
        return
    notice = BudgetNotice.objects.select_related("budget__owner").get(pk=notice_id)
    outcome = _sent(notice)
    BudgetNotice.objects.filter(pk=notice_id).update(mail=outcome)


def _sent(notice: BudgetNotice) -> str:
    address = notice.budget.owner.email
    if not address:
        return NO_ADDRESS
    subject = " ".join(notice.words.split(":")[0].split())
    try:
        send_mail(f"Devcraft: {subject[:150]}", f"{_body(notice)}\n", None, [address])
    except (OSError, SMTPException, ValueError) as error:
        log.warning("The notice %s could not be mailed: %s", notice.pk, error)
        return f"not sent: {type(error).__name__}: {error}"[:MOST_ERROR]
    return SENT


def _body(notice: BudgetNotice) -> str:
    stops = notice.budget.at_limit == "stop" and notice.kind == "spent"
    lines = [
        notice.words,
        "Agents that it is about have stopped; they go on when you raise it, or when its"
        f" next {notice.budget.period} begins."
        if stops
        else "",
        "Your budgets are at /billing/budgets/ of your Devcraft.",
    ]
    return "\n\n".join(line for line in lines if line)
