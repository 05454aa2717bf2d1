"""Right answers of chapter 04: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
