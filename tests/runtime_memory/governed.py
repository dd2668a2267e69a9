"""People who approve, and proposals on their way, through the acts of `governing`."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group

from runtime_memory import governing
from runtime_memory.approvers import GROUPS
from runtime_memory.models import Proposal, Skill
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import GREEN, learned, proposed

LATER = MORNING + timedelta(minutes=30)
BEHAVIOR = {"target": "behavior", "name": "tom", "content": {"tone": "calm"}}


def approver(*types, **fields):
    """An account of the admin that may give approvals of TYPES, by default all."""
    user = UserFactory(is_staff=True, **fields)
    names = [GROUPS[kind] for kind in types or GROUPS]
    user.groups.add(*Group.objects.filter(name__in=names))
    return user


def draft(**fields):
    """A proposal by a person who may approve nothing, determined enough for every rule."""
    skill = learned(skill_key=f"skill {Skill.objects.count()}")
    given = {"determinism_score": 1.0, "proposer_person": UserFactory().person}
    return proposed(**given | {"skill_id": skill.pk} | fields)


def change(content=None, **fields):
    given = {"proposal_type": "config_change", "proposal": content or BEHAVIOR}
    return draft(**given | fields)


def found(proposal, **fields):
    """A validation, by default green; the policy has looked when this returns."""
    given = {"validator": "ci", "now": MORNING}
    governing.validate(proposal_id=proposal.pk, **given | GREEN | fields)
    return again(proposal)


def said(proposal, user, kind="human", decision="approved", now=LATER, **fields):
    """USER's verdict, on the content as it stands unless a digest is given."""
    digest = fields.pop("content_digest", None) or again(proposal).content_digest
    governing.decide(
        proposal_id=proposal.pk,
        user=user,
        approval_type=kind,
        decision=decision,
        content_digest=digest,
        now=now,
        **fields,
    )
    return again(proposal)


def taken(proposal, now=LATER):
    """Promoted; for a code_patch by its deployment."""
    governing.deploy(
        proposal_id=proposal.pk,
        deployment_target="here",
        status="succeeded",
        by="ci",
        now=now,
    )
    return again(proposal)


def again(proposal):
    return Proposal.objects.get(pk=proposal.pk)
