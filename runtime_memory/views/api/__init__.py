"""Memory for programs: recorded and asked with a client key. Answers are JSON."""
