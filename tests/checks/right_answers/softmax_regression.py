"""Right answers of chapter 03: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
