"""Session logs of coding agents: found, read on, and brought into the ledger."""
