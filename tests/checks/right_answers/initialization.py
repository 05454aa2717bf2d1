"""Right answers of chapter 07: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
