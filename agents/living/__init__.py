"""Agents that think here. They may ask and feed the usage ledger, never the other way."""
