"""Long work: jobs with leases, progress and one recovery."""
