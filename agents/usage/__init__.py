"""What requests cost: facts, totals, prices, and the missions they belong to."""
