"""Sample memory for one desk: what was said, done, learned and allowed over three weeks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from devcraft.models import User
from runtime_memory.demo import governed, told
from runtime_memory.models import BehaviorProfile, PersonalityProfile, Session, Skill


@transaction.atomic
def fill(owner: User, *, now: datetime) -> bool:
    """Let OWNER's agents have lived until NOW; False when nothing was left to make.

    What is governed stays in the audit trail for good and shows in the queue of every
    approver. So it is made once, where nothing is governed yet, and never for a sample account.
    """
    is_told = Session.objects.filter(owner=owner).exists()
    is_governed = owner.is_sample or any(
        model._default_manager.exists() for model in (Skill, BehaviorProfile, PersonalityProfile)
    )
    if not is_told:
        told.fill(owner, now=now)
    if not is_governed:
        governed.fill(owner, now=now)
    return not (is_told and is_governed)
