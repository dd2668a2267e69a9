"""What was built: worlds, their versions, sharing, pictures."""
