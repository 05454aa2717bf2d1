"""What a training leaves behind: a row of numbers for every epoch."""

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class History:
    """A row of numbers for every epoch.

    `history["valid_loss"]` is a column as a list of floats, `history.frame` all of it as a DataFrame, `len(history)`
    the number of epochs, `history.best_epoch` the epoch (from 1) whose weights were best, `history.stopped` why
    training ended before its last epoch, or None. A column that begins or ends in the middle (`valid=` added to a
    resumed run) holds NaN for the other epochs.
    """

    def __init__(self, rows: Iterable[Mapping[str, float]] = ()) -> None:
        self.rows = [dict(row) for row in rows]
        self.best_epoch: int | None = None
        self.stopped: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> list[float]:
        if column not in self.columns:
            raise KeyError(f"no column {column!r}; there are {', '.join(self.columns) or 'none yet'}")
        return [row.get(column, math.nan) for row in self.rows]

    @property
    def columns(self) -> list[str]:
        """Names of the columns: `train_loss`, `valid_loss`, `train_<metric>`, …, `seconds`."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def last(self) -> dict[str, float]:
        """The last epoch's row."""
        return self.rows[-1]

    @property
    def frame(self) -> "pd.DataFrame":
        """The history as a DataFrame, indexed by epoch from 1."""
        import pandas as pd

        return pd.DataFrame(self.rows, index=pd.RangeIndex(1, len(self) + 1, name="epoch"))

    def __repr__(self) -> str:
        return self.frame.to_string() if self.rows else "no epochs yet"

    def _repr_html_(self) -> str:
        return self.frame.to_html() if self.rows else "no epochs yet"
