"""What must hold of the memory, counted from the database alone."""
