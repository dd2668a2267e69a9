"""What the memory knew at an earlier moment, rebuilt from rows and the audit chain."""
