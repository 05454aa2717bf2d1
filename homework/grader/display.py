"""A notebook from a stranger as formgrader and feedback show it: no script, no picture from elsewhere, no link into the server.

A cell of Markdown is rendered here, cleaned with nh3, and kept as one line of HTML, which every renderer of Markdown hands on as it is.
"""

import base64
import binascii
import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import nbformat
import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from .clean import text
from .course import MB

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
DATA = re.compile(rf"data:({'|'.join(PICTURES)});base64,([A-Za-z0-9+/=\s]+)")
TAGS = nh3.ALLOWED_TAGS - {"area", "map", "nav", "header", "footer", "article", "aside"}  # the page has its own
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan", "align"}}
ATTRIBUTES |= {"th": ATTRIBUTES["td"], "ol": {"start"}}
# What formulas can do beside showing something: links, identifiers, styles, loading more of MathJax
ACTIVE = re.compile(r"\\(href|url|require|class|cssId|style|html[A-Za-z]*)(?![A-Za-z])")
# Rendering Markdown and coloring code take, for some texts, a time that grows with the square of their length.
LONGEST = 30_000  # characters of a cell that are shown
ALL = 300_000  # of a whole notebook
WIDEST = 1_000  # characters of a line of code
OUTPUT = 100_000  # characters of an output
PICTURES_ROOM = 20 * MB  # of a whole notebook


class Renderer(IPythonRenderer):
    """Markdown as nbconvert renders it, but a picture that cannot be shown is named."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.pictures = pictures

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that was attached or stands in the text itself; else a sentence in its place."""
        alt = html.escape(text or "a picture")
        if url.startswith(("attachment:", "data:")):
            source = self.pictures.get(_attached(url), url)
            return f'<img src="{html.escape(source)}" alt="{alt}">' if DATA.fullmatch(source) else f"[not shown: {alt}]"
        return f'<a href="{html.escape(url)}">[a picture elsewhere: {alt}]</a>'


class Display:
    """The cells of one notebook, cleaned one after the other; what all of them may take up is limited."""

    def __init__(self) -> None:
        self.room, self.pictures_room = ALL, PICTURES_ROOM

    def cell(self, cell: NotebookNode) -> NotebookNode:
        """A copy of a cell that is safe to show; of its metadata only nbgrader's own stays."""
        metadata = {"nbgrader": cell.metadata.nbgrader.copy()} if "nbgrader" in cell.metadata else {}
        if cell.cell_type == "code":
            outputs = [shown for output in cell.get("outputs", []) if (shown := self.output(output))]
            made = nbformat.v4.new_code_cell(self.code(cell.source), outputs=outputs, metadata=metadata)
        else:
            made = nbformat.v4.new_markdown_cell(self.markdown(cell.source, cell.get("attachments", {})), metadata=metadata)
        made.id = cell.id
        return made

    def markdown(self, source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
        """Markdown with its attached pictures as one line of clean HTML."""
        source, left_out = self._cut(text(source))
        pictures = {name: picture for name, kinds in attachments.items() if (picture := self._picture(kinds))}
        try:
            rendered = MarkdownWithMath(renderer=Renderer(pictures)).render(source)
        except Exception:  # a parser of Markdown is no match for everybody
            rendered = f"<pre>{html.escape(source)}</pre>"
        rendered += f"<p>{left_out}</p>" if left_out else ""
        return f"<div>{_one_line(clean_html(rendered, pictures))}</div>"

    def code(self, source: str) -> str:
        """Code without endless lines, blanks at their ends, and heaps of empty lines."""
        lines = [line.rstrip() if len(line) <= WIDEST else f"{line[:WIDEST]} # … (cut)" for line in text(source).split("\n")]
        source, left_out = self._cut(re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)))
        return source + (f"\n# {left_out}" if left_out else "")

    def _cut(self, source: str) -> tuple[str, str]:
        """As much of a cell as there is room for, and a sentence about the rest."""
        shown = min(LONGEST, self.room)
        self.room -= min(len(source), shown)
        return source[:shown], f"[{len(source) - shown:,} more characters are not shown]" if len(source) > shown else ""

    def output(self, output: Mapping[str, Any]) -> NotebookNode | None:
        """An output with text, pictures and tables; None where nothing of it can be shown."""
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return nbformat.v4.new_output("stream", name=name, text=_short(str(output.get("text", ""))))
        if kind == "error":
            words = {part: _short(str(output.get(part, ""))) for part in ("ename", "evalue")}
            return nbformat.v4.new_output("error", **words, traceback=[_short("\n".join(map(str, output.get("traceback", []))))])
        data = output.get("data") if kind in ("execute_result", "display_data") else None
        if not isinstance(data, Mapping):
            return None
        kept = {"text/plain": _short(str(data["text/plain"]))} if "text/plain" in data else {}
        kept |= {"text/html": clean_html(str(data["text/html"])[:OUTPUT], {})} if "text/html" in data else {}
        picture = DATA.fullmatch(self._picture(data))
        kept |= {picture[1]: picture[2]} if picture else {}
        return nbformat.v4.new_output("display_data", data=kept or {"text/plain": "[an output that is not shown]"})

    def _picture(self, kinds: Mapping[str, Any]) -> str:
        """A picture as an address that holds all of it; an empty text where it is none, or there is no room for it."""
        for kind in PICTURES if isinstance(kinds, Mapping) else ():
            content = kinds.get(kind)
            if isinstance(content, str) and len(content) <= self.pictures_room and _is_base64(content):
                self.pictures_room -= len(content)
                return f"data:{kind};base64,{''.join(content.split())}"
        return ""


def clean_html(source: str, pictures: Mapping[str, str]) -> str:
    """HTML with what is to be read, and nothing that acts: no script, style, frame, form, and no address within the server."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            value = pictures.get(_attached(value), value)
            return value if DATA.fullmatch(value) else None
        if name == "href":
            return value if re.match(r"(https?|mailto):", value) else None
        return value

    kept = nh3.clean(
        source,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data", "attachment"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return ACTIVE.sub(r"\\text{\1}", kept)


def _attached(address: str) -> str:
    """The name of an attachment."""
    return unquote(address.removeprefix("attachment:"))


def _one_line(source: str) -> str:
    """HTML without line ends: an empty line would end the block of HTML, and what follows would be read as Markdown once more."""
    return source.replace("\r", "").replace("\n", "&#10;")


def _is_base64(content: str) -> bool:
    try:
        return bool(base64.b64decode("".join(content.split()), validate=True))
    except (binascii.Error, ValueError):
        return False


def _short(source: str) -> str:
    """An output, cut where it is too long."""
    short = text(source[:OUTPUT])
    return short if len(source) <= OUTPUT else f"{short}\n[{len(source) - OUTPUT:,} more characters are not shown]"
