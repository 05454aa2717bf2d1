"""Right answers of chapter 02: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
