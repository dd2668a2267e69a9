"""Which validations and approvals of a proposal count, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from runtime_memory.moments import read
from runtime_memory.policy_facts import Approval, Facts, Validation
from runtime_memory.policy_matrix import Rule


@dataclass(frozen=True, order=True)
class Reason:
    """CODE never changes its meaning; WORDS is a sentence."""

    code: str
    words: str


@dataclass(frozen=True)
class Evidence:
    """What speaks for the present content, what against it, and what was set aside.

    VALIDATIONS are those that passed all the rule asks for.
    """

    validations: tuple[Validation, ...]
    failed: tuple[Validation, ...]
    approvals: tuple[Approval, ...]
    rejections: tuple[Approval, ...]
    set_aside: tuple[Reason, ...]

    @property
    def people(self) -> int:
        return len({approval.person for approval in self.approvals} - {None})

    def of_type(self, kind: str) -> int:
        return Counter(approval.type for approval in self.approvals)[kind]


def is_alone(facts: Facts) -> bool:
    """Whether one person may fill the quorum: the only active approver, before four eyes armed."""
    return facts.active_approvers == 1 and not facts.is_four_eyes_armed


def weigh(facts: Facts, rule: Rule) -> Evidence:
    """Sort the rows of FACTS into what counts under RULE and what does not.

    What speaks against the content counts whenever it was said of it; what speaks for it must
    be of the present content, given since that was written, and not lie ahead of `now`.
    """
    passed, failed, late = _validations(facts, rule)
    counted, set_aside = _approvals(facts, rule)
    return Evidence(
        validations=passed,
        failed=failed,
        approvals=counted,
        rejections=tuple(
            _by_time(
                row
                for row in facts.approvals
                if row.decision == "rejected" and row.digest == facts.proposal.digest
            )
        ),
        set_aside=(*late, *set_aside),
    )


def _validations(
    facts: Facts, rule: Rule
) -> tuple[tuple[Validation, ...], tuple[Validation, ...], list[Reason]]:
    passed, failed, set_aside = [], [], []
    for row in sorted(facts.validations, key=lambda row: (row.at, row.id)):
        late = _untimely(row, facts)
        if row.digest == facts.proposal.digest and not all(map(row.passes, rule.validations)):
            failed.append(row)
        elif late:
            set_aside.append(Reason(f"validation_{late[0]}", f"Validation {row.id} {late[1]}."))
        else:
            passed.append(row)
    return tuple(passed), tuple(failed), set_aside


def _approvals(facts: Facts, rule: Rule) -> tuple[tuple[Approval, ...], list[Reason]]:
    counted: dict[tuple[str, int | None], Approval] = {}
    set_aside = []
    for row in _by_time(row for row in facts.approvals if row.decision == "approved"):
        why = _why_not(row, facts, rule)
        if why is None and (row.type, row.person) in counted:
            why = ("repeated", f"repeats {counted[row.type, row.person].id} and counts once")
        if why is None:
            counted[row.type, row.person] = row
        else:
            words = f"The {row.type} approval {row.id} {why[1]}."
            set_aside.append(Reason(f"approval_{why[0]}", words))
    return tuple(counted.values()), set_aside


def _by_time(rows: Iterator[Approval]) -> list[Approval]:
    return sorted(rows, key=lambda row: (row.at, row.id, row.type, row.person or 0))


def _untimely(row: Validation | Approval, facts: Facts) -> tuple[str, str] | None:
    if row.digest != facts.proposal.digest:
        return "stale", "is about other content than the present"
    if read(row.at) < read(facts.proposal.content_at):
        return "stale", "is older than the present content"
    if read(row.at) > read(facts.now):
        return "ahead", "is dated later than now"
    return None


def _why_not(row: Approval, facts: Facts, rule: Rule) -> tuple[str, str] | None:
    """Code and words for why the approval ROW does not count; None when it does."""
    late = _untimely(row, facts)
    if late:
        return late
    if read(facts.now) - read(row.at) > timedelta(hours=rule.expiry_hours):
        return "expired", f"is older than {rule.expiry_hours} hours"
    return _whose(row, facts)


def _whose(row: Approval, facts: Facts) -> tuple[str, str] | None:
    if row.type == "policy":
        by_person = row.person is not None
        return ("not_policy", "was given by a person, not by the policy") if by_person else None
    if row.person is None:
        return "by_nobody", "was given by no known person"
    if row.person == facts.proposal.proposer_person and not is_alone(facts):
        return "own", "was given by the person who proposed it"
    if row.type not in row.groups:
        return "without_group", f"was given by someone outside the group {row.type}"
    return None
