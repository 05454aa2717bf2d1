"""Right answers of chapter 00: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
