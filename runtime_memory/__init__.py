"""What was said, done, learned and allowed: document 2's runtime memory and its audit."""
