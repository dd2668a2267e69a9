"""Sample worlds built from simple shapes; each is the same every time."""
