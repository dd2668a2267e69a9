"""Kills workers on purpose and counts what came of it, with a tool server that is not ours."""
