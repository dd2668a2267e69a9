"""Claude Code: where its session logs lie, and what their lines tell."""
