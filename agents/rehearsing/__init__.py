"""Scenarios of agents, people and moments from a file, played on a clock that stands still."""
