"""Oasis databases of every schema generation (spec/oasis §1.1), made as Prisma makes them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "data" / "oasis.db"
MARCH_18 = (
    '"id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL, "description" TEXT,'
    ' "status" TEXT NOT NULL DEFAULT \'todo\', "queuePosition" INTEGER,'
    ' "urgency" REAL NOT NULL DEFAULT 5, "easiness" REAL NOT NULL DEFAULT 5,'
    ' "impact" REAL NOT NULL DEFAULT 5, "priority" REAL NOT NULL DEFAULT 1, "valor" REAL,'
    ' "score" REAL, "startedAt" DATETIME, "endedAt" DATETIME,'
    ' "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" DATETIME,'
    ' "horizon" TEXT, "targetSeconds" INTEGER, "isPaused" BOOLEAN NOT NULL DEFAULT false,'
    ' "pausedAt" DATETIME, "totalPausedMs" INTEGER NOT NULL DEFAULT 0, "actualSeconds" INTEGER,'
    ' "isIRL" BOOLEAN NOT NULL DEFAULT false, "maturityLevel" INTEGER NOT NULL DEFAULT 0,'
    ' "assignedTo" TEXT, "carbonDescription" TEXT, "siliconDescription" TEXT,'
    ' "acceptanceCriteria" TEXT, "notes" TEXT, "dharmaPath" TEXT, "questName" TEXT'
)
MARCH_24 = (
    ', "history" TEXT, "flawlessPercent" REAL, "reviewerScore" REAL, "testerScore" REAL,'
    ' "curatorQueuePosition" INTEGER, "executionPhase" TEXT,'
    ' "executionRound" INTEGER NOT NULL DEFAULT 0'
)
APRIL_1 = ', "executionMode" TEXT, "gamerScore" REAL, "gamerVerdict" TEXT, "imageUrl" TEXT'
SMALL_TABLES = (
    'CREATE TABLE "Memory" ("id" INTEGER PRIMARY KEY, "category" TEXT, "key" TEXT,'
    ' "value" TEXT, "createdAt" DATETIME DEFAULT CURRENT_TIMESTAMP, "updatedAt" DATETIME)',
    'CREATE TABLE "Journal" ("id" INTEGER PRIMARY KEY, "content" TEXT, "tags" TEXT,'
    ' "mood" TEXT, "createdAt" DATETIME DEFAULT CURRENT_TIMESTAMP)',
    'CREATE TABLE "CarbonModelEntry" ("id" INTEGER PRIMARY KEY, "missionId" INTEGER,'
    ' "missionName" TEXT, "context" TEXT, "predictedResponse" TEXT, "actualResponse" TEXT,'
    ' "accepted" BOOLEAN, "rating" INTEGER, "confidence" REAL, "decision" TEXT,'
    ' "createdAt" DATETIME DEFAULT CURRENT_TIMESTAMP)',
    'CREATE TABLE "World" ("id" TEXT PRIMARY KEY, "userId" TEXT DEFAULT \'local-user\','
    " \"name\" TEXT DEFAULT 'The Forge', \"icon\" TEXT DEFAULT '🌍',"
    ' "visibility" TEXT DEFAULT \'private\', "data" TEXT, "creatorName" TEXT,'
    ' "creatorAvatar" TEXT, "visitCount" INTEGER DEFAULT 0, "objectCount" INTEGER DEFAULT 0,'
    ' "thumbnailUrl" TEXT, "createdAt" DATETIME DEFAULT CURRENT_TIMESTAMP,'
    ' "updatedAt" DATETIME)',
    'CREATE TABLE "WorldSnapshot" ("id" TEXT PRIMARY KEY, "worldId" TEXT, "data" TEXT,'
    ' "objectCount" INTEGER DEFAULT 0, "source" TEXT DEFAULT \'auto\','
    ' "createdAt" DATETIME DEFAULT CURRENT_TIMESTAMP)',
)
CURATOR_LOG = (
    'CREATE TABLE "CuratorLog" ("id" INTEGER PRIMARY KEY, "status" TEXT,'
    ' "startedAt" DATETIME DEFAULT CURRENT_TIMESTAMP, "endedAt" DATETIME,'
    ' "durationMs" INTEGER, "tokensIn" INTEGER DEFAULT 0, "tokensOut" INTEGER DEFAULT 0,'
    ' "missionsProcessed" INTEGER DEFAULT 0, "missionsEnriched" INTEGER DEFAULT 0,'
    ' "missionResults" TEXT, "error" TEXT)'
)
PROFILE = (
    'CREATE TABLE "Profile" ("id" INTEGER PRIMARY KEY, "userId" TEXT UNIQUE,'
    ' "displayName" TEXT, "bio" TEXT, "avatarUrl" TEXT, "avatar3dUrl" TEXT,'
    ' "totalXp" INTEGER DEFAULT 0, "level" INTEGER DEFAULT 1, "aura" INTEGER DEFAULT 0,'
    ' "lastLoginDate" TEXT, "createdAt" DATETIME, "updatedAt" DATETIME)'
)
TOKEN_BURN = (
    'CREATE TABLE "TokenBurn" ("id" INTEGER PRIMARY KEY, "source" TEXT,'
    ' "inputTokens" INTEGER, "outputTokens" INTEGER, "window" TEXT)'
)
APP_CONFIG = (
    'CREATE TABLE "AppConfig" ("key" TEXT PRIMARY KEY, "value" TEXT,'
    ' "updatedAt" DATETIME DEFAULT CURRENT_TIMESTAMP)'
)
SESSION_CACHE = 'CREATE TABLE "AgentSessionCache" ("id" TEXT PRIMARY KEY, "payload" TEXT)'
GENERATIONS = {
    "2026-03-18": (MARCH_18, SMALL_TABLES),
    "2026-03-24": (MARCH_18 + MARCH_24, (*SMALL_TABLES, CURATOR_LOG)),
    "2026-03-29": (MARCH_18 + MARCH_24, (*SMALL_TABLES, CURATOR_LOG, PROFILE, TOKEN_BURN)),
    "2026-04-01": (
        MARCH_18 + MARCH_24 + APRIL_1,
        (*SMALL_TABLES, CURATOR_LOG, PROFILE, TOKEN_BURN),
    ),
    "2026-04-02": (
        MARCH_18 + MARCH_24 + APRIL_1,
        (*SMALL_TABLES, CURATOR_LOG, PROFILE, TOKEN_BURN, APP_CONFIG),
    ),
    "2026-04-28": (
        MARCH_18 + MARCH_24 + APRIL_1,
        (*SMALL_TABLES, CURATOR_LOG, PROFILE, TOKEN_BURN, APP_CONFIG, SESSION_CACHE),
    ),
}
LATEST = "2026-04-28"
MARCH_20 = 1_774_000_000_000


def make(path: Path, generation: str = LATEST) -> sqlite3.Connection:
    """An empty Oasis database of GENERATION at PATH, left open."""
    columns, tables = GENERATIONS[generation]
    connection = sqlite3.connect(path)
    connection.execute(f'CREATE TABLE "Mission" ({columns})')
    for statement in tables:
        connection.execute(statement)
    return connection


def insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [*values.values()])
    connection.commit()


def mission(connection: sqlite3.Connection, **values: object) -> None:
    insert(connection, "Mission", **({"name": "m", "createdAt": MARCH_20} | values))
