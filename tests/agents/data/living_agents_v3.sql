-- 1. Create agent_consciousness table
CREATE TABLE "agent_consciousness" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "agent_entity_id" UUID UNIQUE NOT NULL REFERENCES "entities"("id"),
  "messages" JSONB NOT NULL DEFAULT '[]',
  "cycle_count" INTEGER NOT NULL DEFAULT 0,
  "token_estimate" INTEGER NOT NULL DEFAULT 0,
  "last_cycle_at" TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  "updated_at" TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

-- 2. Remove lastProcessedMessageId from memberships (agents use consciousness now)
ALTER TABLE "smart_space_memberships" DROP COLUMN IF EXISTS "last_processed_message_id";

-- 3. Remove activeSpaceId from runs (process-level state, not persisted)
ALTER TABLE "runs" DROP COLUMN IF EXISTS "active_space_id";

-- 4. Add cycle tracking fields to runs
ALTER TABLE "runs" ADD COLUMN "cycle_number" INTEGER DEFAULT 0;
ALTER TABLE "runs" ADD COLUMN "inbox_event_count" INTEGER DEFAULT 0;
ALTER TABLE "runs" ADD COLUMN "step_count" INTEGER DEFAULT 0;
ALTER TABLE "runs" ADD COLUMN "prompt_tokens" INTEGER DEFAULT 0;
ALTER TABLE "runs" ADD COLUMN "completion_tokens" INTEGER DEFAULT 0;
ALTER TABLE "runs" ADD COLUMN "duration_ms" INTEGER DEFAULT 0;

-- 5. Optional: inbox events table for crash recovery
CREATE TABLE "inbox_events" (
  "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  "agent_entity_id" UUID NOT NULL REFERENCES "entities"("id"),
  "event_id" VARCHAR NOT NULL,
  "event_type" VARCHAR NOT NULL,
  "data" JSONB NOT NULL,
  "processed_at" TIMESTAMPTZ,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  UNIQUE ("agent_entity_id", "event_id")
);
