"""What was said, done, learned and allowed: replayable and tamper-evident."""
