"""Calls that leave this server: requests of gateway tools and to webhooks, and their secrets."""
