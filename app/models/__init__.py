"""Language models: engines, limits of what they may cost, and a log of what they were asked."""
