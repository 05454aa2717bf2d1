"""Right answers of chapter 08: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
