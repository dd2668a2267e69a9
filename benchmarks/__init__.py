"""Measures pages, acts and the real server on a small and on a large desk."""
