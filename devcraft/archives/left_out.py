"""Tables that no archive carries, each with the reason; the manifest says so too."""

from __future__ import annotations

HIDDEN = "a secret, or the digest of one: make a new one on the other desk"
SITE = "the site's own, not one person's; a backup of the site keeps it"
MACHINE = "of the machine and of the moment"

REBUILT = {
    "missions.DayTotal": "counted from the time entries",
    "missions.HourTotal": "counted from the time entries",
    "missions.LocalDay": "counted from the time entries and the score ledger",
    "agents.UsageTotal": "counted from the requests",
    "agents.TokenBurn": "counted from the requests",
    "agents.AgentLease": "made free for every agent",
    "worlds.WorldPicture": "drawn from the states when they are looked at",
    "devcraft.Person": "the account's own on the other desk",
    "runtime_memory.ImportBatch": "made by the restore: what comes is imported evidence",
}
LEFT_OUT = {
    "devcraft.SignInLink": HIDDEN,
    "devcraft.ClientKey": HIDDEN,
    "devcraft.Backup": f"{SITE}: which backups were taken of it",
    "devcraft.Restore": f"{SITE}: when it was put back from one",
    "missions.CalendarLink": HIDDEN,
    "agents.Client": f"{HIDDEN}; programs sign in with it",
    "agents.SecretBinding": f"{SITE}; the names of secrets",
    "agents.SecretBinding_agents": f"{SITE}; who may use which secret",
    "sessions.Session": HIDDEN,
    "worlds.VisitSalt": HIDDEN,
    "worlds.Visitor": "of visitors, not of the person visited; the days' counts are carried",
    "missions.TimerAct": "what undo would write back; undo ends with the desk it happened on",
    "missions.AppConfig": SITE,
    "agents.PriceVersion": f"{SITE}; requests keep their costs and find equal prices again",
    "agents.OutboxMessage": MACHINE,
    "agents.AgentWorker": MACHINE,
    "agents.SpaceDraft": f"{MACHINE}: what an agent is just writing",
    "agents.LogFile": f"{MACHINE}: how far its log files were read; reading again finds all known",
    "agents.ServerState": f"{MACHINE}: when tool servers were asked; they are asked again",
    "agents.ServerTool": "what tool servers offer; it is looked at and taken anew",
    "agents.TelemetryPost": f"{MACHINE}: the last posts of its exporters",
    "runtime_memory.ChainEntry": f"{SITE}: one chain of audit for all; the restore adds its line",
    "runtime_memory.Checkpoint": f"{SITE}: signatures under that chain",
    "runtime_memory.Verification": f"{SITE}: answers about that chain",
    "runtime_memory.Erasure": f"{SITE}: what was erased there and stays erased there",
    "runtime_memory.FourEyes": f"{SITE}: how many must approve",
    "runtime_memory.PolicyProfile": f"{SITE}: the rules of approval; an archive brings none",
    "runtime_memory.Decision": "what a desk decided by its own rules; no desk decides of evidence",
    "devcraft.User_groups": "rights, which only the other desk can give",
    "devcraft.User_user_permissions": "rights, which only the other desk can give",
    "auth.Permission": SITE,
    "auth.Group": SITE,
    "auth.Group_permissions": SITE,
    "contenttypes.ContentType": SITE,
    "admin.LogEntry": f"{SITE}: what was done in the admin",
    "axes.AccessFailureLog": SITE,
    "axes.AccessAttempt": SITE,
    "axes.AccessAttemptExpiration": SITE,
    "axes.AccessLog": SITE,
}
SECRETS = (
    "No secret is in it: no password, no key, no digest of one, no sign-in link, no calendar"
    " address. Rights are not in it either."
)
