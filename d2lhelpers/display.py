"""How a picture gets onto the page of a notebook: as HTML with a text for those who cannot see it."""

import base64
from html import escape
from typing import Any


def as_text(words: str) -> str:
    """Words as text of HTML or XML: marks escaped, characters that XML forbids left out."""
    return escape("".join(c for c in words if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff"))


def image(kind: str, data: bytes, alt: str, width: int | None = None) -> str:
    """A picture as an `img` tag that holds its own data.

    Parameters
    ----------
    kind: its media type.
    width: of the picture on the page, in CSS pixels; its own where it is None.
    """
    size = f' width="{width}"' if width else ""
    return f'<img src="data:{kind};base64,{base64.b64encode(data).decode()}" alt="{as_text(alt)}"{size}>'


def display(html: str, alt: str, handle: Any = None) -> Any:
    """Show HTML in a notebook, in place of what `handle` shows where there is one, and return the handle; a script prints `alt`."""
    from IPython.display import display as show

    if not in_notebook():
        print(f"[figure] {alt}")
        return None
    bundle = {"text/html": html, "text/plain": f"[figure] {alt.encode(errors='replace').decode()}"}
    if handle is not None:
        handle.update(bundle, raw=True)
        return handle
    return show(bundle, raw=True, display_id=True)


def in_notebook() -> bool:
    """Whether IPython runs this."""
    from IPython.core.interactiveshell import InteractiveShell

    return InteractiveShell.initialized()
