"""The session logs that Claude Code leaves on disk."""
