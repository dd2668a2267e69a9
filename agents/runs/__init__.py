"""Runs as people read them: found, told step by step, drawn, and watched while they go on."""
