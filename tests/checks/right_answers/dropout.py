"""Right answers of chapter 06: (exercise, code)."""

RIGHT: list[tuple[str, str]] = []
