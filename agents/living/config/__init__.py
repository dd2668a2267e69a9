"""An agent's config, version 3: read, refused by path, written, and published as JSON Schema."""
