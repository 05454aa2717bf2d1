"""Right answers that are unlike the solutions: one module a chapter."""
