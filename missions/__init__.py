"""What is wanted, done and earned: missions, time, scoring, growth, predictions."""
