"""Facts as hypothesis makes them: near to approval often enough, wrong in every way at times."""

from __future__ import annotations

from hypothesis import strategies as st

from runtime_memory.policy_facts import Approval, Facts, Proposal, Validation
from runtime_memory.policy_matrix import APPROVAL_TYPES, FLAGS, RISKS, TYPES, Matrix

MOMENTS = [
    *("0001-01-01T00:00:00.000Z", "2026-03-01T09:00:00.000Z", "2026-03-02T08:59:59.999Z"),
    *("2026-03-02T09:00:00.000Z", "2026-03-02T09:20:00.000Z", "2026-03-02T09:44:59.999Z"),
    *("2026-03-02T10:00:00.000Z", "2026-03-09T09:20:00.001Z", "9999-12-31T23:59:59.999Z"),
]
STRANGE = st.text(min_size=1, max_size=5)
GOOD_TYPES = ("policy", "human", "human", "security", "security", "ops", "ops")


def mostly(good, other):
    """GOOD nine times of ten."""
    return st.integers(0, 9).flatmap(lambda n: other if n == 0 else good)


def instants(good="2026-03-02T09:20:00.000Z"):
    return mostly(st.just(good), st.sampled_from(MOMENTS))


DIGESTS = mostly(st.just("present"), st.sampled_from(["earlier", "PRESENT"]) | STRANGE)
PROPOSALS = st.builds(
    Proposal,
    id=STRANGE,
    type=mostly(st.sampled_from(TYPES), STRANGE),
    risk=mostly(st.sampled_from(RISKS), STRANGE),
    status=mostly(
        st.sampled_from(["validated", "approved"]),
        st.sampled_from(["drafted", "promoted", "rejected"]) | STRANGE,
    ),
    digest=DIGESTS,
    determinism=mostly(
        st.sampled_from(["1", "1.0"]), st.sampled_from([None, "0", "0.9", "0.95", "0.949999"])
    ),
    proposer=STRANGE,
    proposer_person=mostly(st.just(1), st.none() | st.integers(1, 5)),
    created_at=instants("2026-03-02T09:00:00.000Z"),
    content_at=instants("2026-03-02T09:00:00.000Z"),
)
VALIDATIONS = st.builds(
    Validation,
    id=STRANGE,
    digest=DIGESTS,
    at=instants(),
    **dict.fromkeys(FLAGS, st.integers(0, 40).map(bool)),
)
GROUPS = mostly(st.just(APPROVAL_TYPES), st.lists(st.sampled_from(APPROVAL_TYPES)).map(tuple))


@st.composite
def approvals(draw):
    kind = draw(st.sampled_from(GOOD_TYPES))
    person = st.just(None) if kind == "policy" else st.integers(1, 6)
    return Approval(
        id=draw(STRANGE),
        type=kind,
        decision=draw(st.integers(0, 40).map(lambda n: "approved" if n else "rejected")),
        digest=draw(DIGESTS),
        person=draw(mostly(person, st.none() | st.integers(1, 6))),
        groups=draw(GROUPS),
        at=draw(instants()),
    )


FACTS = st.builds(
    Facts,
    proposal=PROPOSALS,
    validations=st.lists(VALIDATIONS, min_size=1, max_size=3).map(tuple)
    | st.lists(VALIDATIONS, max_size=1).map(tuple),
    approvals=st.lists(approvals(), max_size=12).map(tuple),
    active_approvers=st.integers(0, 3),
    is_four_eyes_armed=st.booleans(),
    now=instants("2026-03-02T10:00:00.000Z"),
)


@st.composite
def rules(draw):
    counts = draw(
        st.dictionaries(st.sampled_from(APPROVAL_TYPES), st.integers(1, 2), min_size=1).map(
            lambda n: n | ({"policy": 1} if "policy" in n else {})
        )
    )
    persons = sum(number for kind, number in counts.items() if kind != "policy")
    return {
        "min_determinism": draw(st.sampled_from(["0", "0.9", "0.95", "1.0"])),
        "validations": draw(st.lists(st.sampled_from(FLAGS), min_size=1, unique=True)),
        "approvals": counts,
        "people": draw(st.integers(0, persons)),
        "wait_minutes": draw(st.sampled_from([0, 15, 60, 43200])),
        "expiry_hours": draw(st.sampled_from([1, 168, 8784])),
    }


@st.composite
def matrices(draw):
    """A matrix with one drawn rule everywhere."""
    rule = draw(rules())
    return Matrix.parse(
        {"format": 1, "rules": {kind: dict.fromkeys(RISKS, rule) for kind in TYPES}}
    )
