"""Who thinks and acts: agents, their runs, and what they use and cost."""
