"""Reads and writes the original's own file, `tom_runtime.sqlite` (document 2, version 1)."""
