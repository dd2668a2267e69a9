"""The acts behind `RuntimeMemoryStore`, by aggregate. Each is one transaction."""
