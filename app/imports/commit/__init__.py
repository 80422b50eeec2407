"""The worker's pass over a statement, committed batch by batch."""
