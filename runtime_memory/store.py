"""`RuntimeMemoryStore`: the one write path into the twelve tables, by document 2's name."""

from __future__ import annotations

from runtime_memory.recording import (
    erasing,
    governance,
    moving,
    profiles,
    sessions,
    skills,
    workflows,
)


class RuntimeMemoryStore:
    """The verbs. All take keywords and `now`; each is one transaction, or part of the
    caller's; each raises `refusing.Refused` and then has changed nothing."""

    start_session = staticmethod(sessions.start_session)
    append_turn = staticmethod(sessions.append_turn)
    end_session = staticmethod(sessions.end_session)
    extend_session = staticmethod(sessions.extend_session)
    record_session = staticmethod(sessions.record_session)
    erase_session = staticmethod(erasing.erase_session)

    start_run = staticmethod(workflows.start_run)
    end_run = staticmethod(workflows.end_run)
    start_step = staticmethod(workflows.start_step)
    end_step = staticmethod(workflows.end_step)
    append_event = staticmethod(workflows.append_event)

    record_skill = staticmethod(skills.record_skill)
    deprecate_skill = staticmethod(skills.deprecate_skill)
    create_proposal = staticmethod(skills.create_proposal)
    revise_proposal = staticmethod(skills.revise_proposal)

    record_validation = staticmethod(governance.record_validation)
    record_approval = staticmethod(governance.record_approval)
    record_deploy = staticmethod(governance.record_deploy)
    record_decision = staticmethod(governance.record_decision)
    move_proposal = staticmethod(moving.move_proposal)

    publish_profile = staticmethod(profiles.publish_profile)
