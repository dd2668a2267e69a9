"""Time and missions as files: taken out whole, brought in from here and from other trackers."""
