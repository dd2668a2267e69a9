"""Spaces as people use them: who is in, what was said, what is new, what is asked."""
