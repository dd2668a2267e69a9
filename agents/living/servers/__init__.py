"""MCP servers: what they offer, what of it was taken, and calls of it."""
