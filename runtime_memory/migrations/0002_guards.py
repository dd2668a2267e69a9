"""What the models cannot say: what never changes, what ends once, and how a proposal moves."""

from django.db import migrations

from devcraft.append_only import AppendOnly
from devcraft.triggers import AddTrigger, Refuse

CHAIN = "runtime_memory_chainentry"
ERASURES = "runtime_memory_erasure"
PROPOSALS = "skill_to_logic_proposals"
START = "0" * 64
NATIVE = "NEW.import_batch_id IS NULL"

SESSION_ERASED = f"EXISTS (SELECT 1 FROM {ERASURES} e WHERE e.session_id = OLD.%s)"
RUN_ERASED = (
    f"EXISTS (SELECT 1 FROM {ERASURES} e JOIN workflow_runs r ON r.session_id = e.session_id"
    " WHERE r.id = OLD.workflow_run_id)"
)
STEPS = [
    ("drafted", "validated"),
    ("drafted", "rejected"),
    ("validated", "approved"),
    ("validated", "rejected"),
    ("approved", "promoted"),
    ("approved", "rejected"),
]


def changed(*columns):
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def kept(table, *unique, erased=""):
    """Rows of TABLE go only when ERASED holds, and are never replaced or truncated."""
    groups = (("id",), *unique)
    taken = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE '
        + " AND ".join(f'"{column}" = NEW."{column}"' for column in group)
        + ")"
        for group in groups
    )
    words = f"{table} is append-only"
    return [
        Refuse(
            name=f"{table}_no_delete",
            table=table,
            event="DELETE",
            words=words,
            when=f"NOT {erased}" if erased else "",
        ),
        AddTrigger(
            name=f"{table}_no_replace",
            table=table,
            sqlite=f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" FOR EACH ROW'
            f" WHEN {taken} BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ),
        Refuse(name=f"{table}_no_truncate", table=table, event="TRUNCATE", words=words),
    ]


def no_update(table):
    return Refuse(
        name=f"{table}_no_update",
        table=table,
        event="UPDATE",
        words=f"{table} is append-only",
    )


def ends_once(table, end, frozen, *, also=""):
    return Refuse(
        name=f"{table}_ends_once",
        table=table,
        event="UPDATE",
        words=f"{table} is append-only: an open native row may end, nothing else changes",
        when=f"OLD.import_batch_id IS NOT NULL OR OLD.{end} IS NOT NULL"
        f" OR {changed('id', *frozen, 'import_batch_id', 'sequence')}{also}",
    )


def attaches(table, parent, key, *, closed=""):
    """Evidence belongs to evidence, native rows to native ones that are not CLOSED."""
    found = f'EXISTS (SELECT 1 FROM "{parent}" p WHERE p.id = NEW.{key} AND '
    operations = [
        Refuse(
            name=f"{table}_{key}_same_origin",
            table=table,
            event="INSERT",
            words=f"{table}.{key}: imported evidence and native rows do not mix",
            when=f"{found}(p.import_batch_id IS NULL) <> ({NATIVE}))",
        )
    ]
    if closed:
        operations.append(
            Refuse(
                name=f"{table}_{key}_is_open",
                table=table,
                event="INSERT",
                words=f"{table}.{key} has ended",
                when=f"{NATIVE} AND {found}{closed})",
            )
        )
    return operations


def gapless(table, parent, index):
    return Refuse(
        name=f"{table}_{index}_gapless",
        table=table,
        event="INSERT",
        words=f"{table}.{index} must be the next from 0",
        when=f"{NATIVE} AND NEW.{index} <> (SELECT COALESCE(MAX(o.{index}) + 1, 0)"
        f' FROM "{table}" o WHERE o.{parent} = NEW.{parent})',
    )


def proposal(condition):
    return f"NOT EXISTS (SELECT 1 FROM {PROPOSALS} p WHERE p.id = NEW.proposal_id AND {condition})"


def speaks_of(table, *statuses):
    """Native rows of TABLE come only while the proposal has one of STATUSES."""
    named = ", ".join(f"'{status}'" for status in statuses)
    return Refuse(
        name=f"{table}_in_its_turn",
        table=table,
        event="INSERT",
        words=f"{table}: the proposal must be {' or '.join(statuses)}",
        when=f"{NATIVE} AND {proposal(f'p.status IN ({named})')}",
    )


def current(table):
    return Refuse(
        name=f"{table}_of_current_content",
        table=table,
        event="INSERT",
        words=f"{table}.content_digest must be of what is proposed now",
        when=f"{NATIVE} AND {proposal('p.content_digest = NEW.content_digest')}",
    )


def evidence(table, condition=""):
    return (
        f"EXISTS (SELECT 1 FROM {table} v WHERE v.proposal_id = NEW.id"
        f" AND v.content_digest = NEW.content_digest{condition})"
    )


def moves():
    allowed = " OR ".join(
        f"(OLD.status = '{before}' AND NEW.status = '{after}')" for before, after in STEPS
    )
    frozen = ("id", "skill_id", "proposed_by", "proposal_type", "created_at")
    content = ("proposal_json", "determinism_score", "risk_level", "content_digest")
    moving = "NEW.status IS DISTINCT FROM OLD.status AND "
    approved = evidence("approvals", " AND v.decision = 'approved'")
    outcome = (
        "EXISTS (SELECT 1 FROM deploy_outcomes d"
        " WHERE d.proposal_id = NEW.id AND d.status = 'succeeded')"
    )
    rules = [
        (
            "is_frozen",
            "what is imported, and who proposed what, never changes",
            "OLD.import_batch_id IS NOT NULL OR "
            + changed(*frozen, "proposer_person_id", "import_batch_id", "sequence"),
        ),
        ("moves_one_way", "this status does not follow that one", f"{moving}NOT ({allowed})"),
        (
            "content_is_settled",
            "content changes before approval alone, by itself, and with its digest",
            f"({changed(*content)}) AND (OLD.status NOT IN ('drafted', 'validated')"
            " OR NEW.status <> OLD.status OR NEW.content_digest = OLD.content_digest)",
        ),
        (
            "validated_with_proof",
            "validated needs a validation of this content",
            f"{moving}NEW.status IN ('validated', 'approved')"
            f" AND NOT {evidence('validation_results')}",
        ),
        (
            "approved_with_proof",
            "approved needs an approval of this content",
            f"{moving}NEW.status IN ('approved', 'promoted') AND NOT {approved}",
        ),
        (
            "promoted_with_proof",
            "promoted needs a deployment that succeeded",
            f"{moving}NEW.status = 'promoted' AND NOT {outcome}",
        ),
    ]
    born = f"{NATIVE} AND (NEW.status <> 'drafted' OR length(NEW.content_digest) <> 64)"
    return [
        *(
            Refuse(
                name=f"{PROPOSALS}_{rule}",
                table=PROPOSALS,
                event="UPDATE",
                words=f"{PROPOSALS} is append-only: {words}",
                when=when,
            )
            for rule, words, when in rules
        ),
        Refuse(
            name=f"{PROPOSALS}_born_drafted",
            table=PROPOSALS,
            event="INSERT",
            words=f"{PROPOSALS}: a proposal begins drafted, with its digest",
            when=born,
        ),
    ]


SESSIONS = [
    ends_once("sessions", "ended_at", ("actor", "channel", "started_at", "owner_id")),
    *kept("sessions", erased=SESSION_ERASED % "id"),
    Refuse(
        name="sessions_stay_erased",
        table="sessions",
        event="INSERT",
        words="sessions: an erased session does not come back",
        when=f"EXISTS (SELECT 1 FROM {ERASURES} e WHERE e.session_id = NEW.id)",
    ),
    no_update("conversation_turns"),
    *kept(
        "conversation_turns",
        ("session_id", "turn_index"),
        erased=SESSION_ERASED % "session_id",
    ),
    *attaches("conversation_turns", "sessions", "session_id", closed="p.ended_at IS NOT NULL"),
    gapless("conversation_turns", "session_id", "turn_index"),
]
WORKFLOWS = [
    ends_once(
        "workflow_runs",
        "finished_at",
        ("workflow_name", "trigger_source", "initiated_by", "started_at", "session_id", "owner_id"),
    ),
    *kept("workflow_runs", erased=SESSION_ERASED % "session_id"),
    *attaches("workflow_runs", "sessions", "session_id", closed="p.ended_at IS NOT NULL"),
    ends_once(
        "workflow_steps",
        "finished_at",
        ("workflow_run_id", "step_index", "step_name", "started_at"),
        also=" OR NEW.finished_at IS NULL",
    ),
    *kept("workflow_steps", ("workflow_run_id", "step_index"), erased=RUN_ERASED),
    *attaches(
        "workflow_steps", "workflow_runs", "workflow_run_id", closed="p.finished_at IS NOT NULL"
    ),
    gapless("workflow_steps", "workflow_run_id", "step_index"),
    no_update("task_events"),
    *kept("task_events", erased=RUN_ERASED),
    *attaches(
        "task_events", "workflow_runs", "workflow_run_id", closed="p.finished_at IS NOT NULL"
    ),
    *attaches("task_events", "workflow_steps", "step_id"),
    Refuse(
        name="task_events_step_of_its_run",
        table="task_events",
        event="INSERT",
        words="task_events.step_id must be a step of the run",
        when=f"{NATIVE} AND EXISTS (SELECT 1 FROM workflow_steps s WHERE s.id = NEW.step_id"
        " AND s.workflow_run_id IS DISTINCT FROM NEW.workflow_run_id)",
    ),
]
SKILLS = [
    Refuse(
        name="skills_learned_is_frozen",
        table="skills_learned",
        event="UPDATE",
        words="skills_learned is append-only: a native one may be deprecated, nothing else",
        when="OLD.import_batch_id IS NOT NULL OR OLD.state <> 'active' OR "
        + changed(
            *("id", "skill_key", "description", "source_type", "source_ref", "confidence"),
            *("learned_at", "metadata_json", "owner_id", "import_batch_id", "sequence"),
        ),
    ),
    *kept("skills_learned", ("skill_key", "learned_at")),
    *kept(PROPOSALS),
    *attaches(PROPOSALS, "skills_learned", "skill_id"),
    *moves(),
]
GOVERNANCE = [
    AppendOnly("validation_results"),
    *attaches("validation_results", PROPOSALS, "proposal_id"),
    speaks_of("validation_results", "drafted", "validated"),
    current("validation_results"),
    AppendOnly(
        "approvals",
        unique=(
            ("proposal_id", "content_digest", "approval_type", "approver_person_id", "decision"),
        ),
    ),
    *attaches("approvals", PROPOSALS, "proposal_id"),
    speaks_of("approvals", "validated", "approved"),
    current("approvals"),
    Refuse(
        name="approvals_by_another_person",
        table="approvals",
        event="INSERT",
        words="approvals.approver: nobody approves what they proposed",
        when=f"{NATIVE} AND NEW.decided_alone = 0 AND NEW.decision = 'approved'"
        f" AND EXISTS (SELECT 1 FROM {PROPOSALS} p WHERE p.id = NEW.proposal_id"
        " AND p.proposer_person_id = NEW.approver_person_id)",
    ),
    AppendOnly("deploy_outcomes"),
    *attaches("deploy_outcomes", PROPOSALS, "proposal_id"),
    speaks_of("deploy_outcomes", "approved", "promoted"),
    AppendOnly("runtime_memory_decision"),
    Refuse(
        name="runtime_memory_decision_is_native",
        table="runtime_memory_decision",
        event="INSERT",
        words="runtime_memory_decision: nothing is decided about imported evidence",
        when=proposal("p.import_batch_id IS NULL"),
    ),
    AppendOnly("behavior_profiles", unique=(("profile_name", "version"),)),
    AppendOnly("personality_profiles", unique=(("profile_name", "version"),)),
]
AUDIT = [
    AppendOnly(CHAIN, key="seq", unique=(("row_hash",),)),
    Refuse(
        name=f"{CHAIN}_linked",
        table=CHAIN,
        event="INSERT",
        words=f"{CHAIN}: a line continues the last one",
        when=f"NEW.seq <> COALESCE((SELECT MAX(c.seq) FROM {CHAIN} c), 0) + 1"
        f" OR NEW.prev_hash <> COALESCE((SELECT c.row_hash FROM {CHAIN} c"
        f" ORDER BY c.seq DESC LIMIT 1), '{START}')",
    ),
    AppendOnly(ERASURES, unique=(("session_id",), ("entry_id",))),
    Refuse(
        name=f"{ERASURES}_is_chained",
        table=ERASURES,
        event="INSERT",
        words=f"{ERASURES}: an erasure needs its line in the chain",
        when=f"NOT EXISTS (SELECT 1 FROM {CHAIN} c WHERE c.seq = NEW.entry_id"
        " AND c.kind = 'session.erased' AND c.subject = 'sessions/' || NEW.session_id)",
    ),
    Refuse(
        name="runtime_memory_importbatch_reports_once",
        table="runtime_memory_importbatch",
        event="UPDATE",
        words="runtime_memory_importbatch is append-only: only the report is added, once",
        when="OLD.report_json <> '{}' OR "
        + changed("id", "source", "digest", "generation", "imported_at"),
    ),
    *kept("runtime_memory_importbatch"),
]


class Migration(migrations.Migration):
    dependencies = [("runtime_memory", "0001_initial")]
    operations = [*SESSIONS, *WORKFLOWS, *SKILLS, *GOVERNANCE, *AUDIT]
