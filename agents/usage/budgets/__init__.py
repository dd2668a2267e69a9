"""Budgets: what they came to, what is said when they are close, and whom they stop."""
