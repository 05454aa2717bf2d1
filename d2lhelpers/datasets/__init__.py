"""The course's data sets: what is here, where it comes from, and how to get the rest.

A set that is not bundled is looked for in the folder named by `$D2LHELPERS_DATA`, then in the user's cache. Images are
downloaded into that cache where they are in neither; a simulated stand-in takes the place of tables that are not here,
and says so. Every file is held against its SHA-256 before it is used.

A new set is a module with its description, an `ImageSet` or a `TableSet`, and its function, both named in this file.
"""

from pathlib import Path

from ..paths import nearest
from .clothing import FASHION_MNIST, fashion_mnist
from .dataset import DataMissing, DataSet
from .handwriting import MNIST, digits, mnist
from .houses import HOUSE_PRICES, HousePrices, house_prices
from .images import ImageData
from .places import cache_folder, named_trouble
from .remote import fetch
from .tables import TableSet

__all__ = [
    "SETS",
    "Available",
    "DataMissing",
    "HousePrices",
    "ImageData",
    "available",
    "cache_folder",
    "digits",
    "download",
    "fashion_mnist",
    "house_prices",
    "mnist",
]

SETS: dict[str, DataSet] = {data.name: data for data in (FASHION_MNIST, MNIST, HOUSE_PRICES)}


class Available(dict[str, bool]):
    """Set name to whether its real files can be used without a download; shown as a table."""

    def __init__(self, here: dict[str, bool]) -> None:
        super().__init__(here)
        states = {name: "here" if is_here else _state(SETS[name]) for name, is_here in here.items()}
        width = max(map(len, states)) + 2
        trouble = named_trouble()
        self._text = "\n".join([name.ljust(width) + state for name, state in states.items()] + ([trouble] if trouble else []))

    def __repr__(self) -> str:
        return self._text


def _state(data: DataSet) -> str:
    """What there is of a set whose real files are not here."""
    get = f"not here: {data.download_command if data.mirrors else data.how_to_get}"
    return f"simulated stand-in here; real files: {get}" if isinstance(data, TableSet) and data.has_stand_in() else get


def available(name: str | None = None) -> Available | bool:
    """Say which data sets are here; with a name, whether that one is, and how to get it where it is not.

    A stand-in does not count: `available("house_prices")` is about the real files.

    Raises
    ------
    ValueError: no set has that name.
    """
    here = {"digits": True} | {data.name: data.find(check=False) is not None for data in SETS.values()}
    if name is None:
        return Available(here)
    _known(name, list(here))
    if not here[name]:
        data = SETS[name]
        get = data.download_command if data.mirrors else data.how_to_get
        if isinstance(data, TableSet) and data.has_stand_in():
            print(f"{data.title}: simulated stand-in here; real files not here. To get them: {get}")
        else:
            print(f"{data.title} is not here, so the cells that need it are passed over. To get it: {get}")
        for note in data.notes():
            print(f"  {note}")
    return here[name]


def download(name: str) -> Path:
    """Fetch a data set into the user's cache, with a progress bar for each file, and return its folder.

    Files that are there already and whole are kept. A file comes into the cache only after its SHA-256 was found right.
    `$D2LHELPERS_MIRROR` names an address to ask first, for example a server in the classroom; it has a folder for
    each set.

    Raises
    ------
    ValueError: no set to download has that name.
    DataMissing: a file could not be fetched whole; the message names it and the ways out.
    """
    _known(name, list(SETS), " to download")
    fetch(SETS[name])
    return cache_folder() / SETS[name].below


def _known(name: str, names: list[str], purpose: str = "") -> None:
    if name not in names:
        meant = nearest(name.strip().replace("-", "_").replace(" ", "_"), names)
        near = f"did you mean {' or '.join(map(repr, meant))}? " if meant else ""
        raise ValueError(f"there is no data set {name!r}{purpose}; {near}the sets are {', '.join(names)}")
