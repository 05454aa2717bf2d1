"""Right answers of chapter 01: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
