"""What days came to, read from stored local days; never from all entries."""
