"""What programs send over HTTP and what they are told: bodies, addresses, rows, lineage."""
