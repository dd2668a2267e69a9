"""What an auditor looks at: lines of the chain, and a verification in stretches."""
