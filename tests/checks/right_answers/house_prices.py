"""Right answers of chapter 09: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
