"""Wrong answers to the exercises, one module a chapter: (exercise, what the check must say, code)."""
