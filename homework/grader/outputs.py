"""Reading what comes out of the sandbox, from strangers: as data, bounded in size, with clean text."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from d2lhelpers.homework.packing import clean

from .course import MB
from .inside import HEADER

IMAGE = re.compile(r'<img\b[^>]*\bsrc="data:image/png;base64,([A-Za-z0-9+/=\s]+)"[^>]*>')
MESSAGE = 8 * MB  # bytes of a message
PICTURE = 1 * MB  # characters of one picture
PICTURES, OUTPUTS = 5, 200  # of one cell
ROOM = 20 * MB  # characters of all outputs of a notebook


class Nonsense(ValueError):
    """Something that the sandbox's own program does not say."""


class Frames:
    """Takes a stream of bytes apart into messages of JSON and long texts.

    Parameters
    ----------
    longest: bytes that a text may have. all_of_them: bytes that the stream may have.
    """

    def __init__(self, longest: int, all_of_them: int) -> None:
        self.longest, self.left, self.waiting = longest, all_of_them, bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any] | str]:
        """The messages and texts that are whole now.

        Raises
        ------
        Nonsense: there is too much, or what is neither.
        """
        self.left -= len(data)
        if self.left < 0:
            raise Nonsense("it sent too much")
        self.waiting += data
        found: list[dict[str, Any] | str] = []
        while len(self.waiting) >= HEADER:
            head = bytes(self.waiting[:HEADER])
            if not re.fullmatch(rb"[jt][0-9a-f]+", head):
                raise Nonsense("this is no header")
            is_text, size = head[:1] == b"t", int(head[1:], 16)
            if size > (self.longest if is_text else MESSAGE):
                raise Nonsense("a message of such a length")
            if len(self.waiting) < HEADER + size:
                break
            body = bytes(self.waiting[HEADER : HEADER + size])
            del self.waiting[: HEADER + size]
            found.append(body.decode("utf-8", "replace") if is_text else _message(body))
        return found


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise Nonsense("this is no JSON") from None
    if not isinstance(message, dict):
        raise Nonsense("this is no message")
    return message


def text_of(message: dict[str, Any], name: str, room: int) -> str:
    """A part of a message that is text, cleaned and cut; empty where it is anything else."""
    part = message.get(name)
    return clean(part[: max(room, 0)]) if isinstance(part, str) else ""


@dataclass
class Kept:
    """The outputs of a run that are kept, and how many characters they may still have."""

    room: int
    outputs: list[dict[str, Any]] = field(default_factory=list)

    def add(self, message: dict[str, Any]) -> None:
        """Keep a message's output where there is room for it. Only plain text and PNG pictures are kept."""
        if "stream" in message:
            self._stream("stderr" if message["stream"] == "stderr" else "stdout", text_of(message, "text", self.room))
        elif len(self.outputs) >= OUTPUTS:
            return
        elif "error" in message:
            shown = {"ename": text_of(message, "error", 200), "evalue": text_of(message, "value", 2000)}
            self.outputs.append({"output_type": "error", **shown, "traceback": [text_of(message, "traceback", 10_000)]})
        elif isinstance(message.get("display"), dict):
            self._display(message["display"])

    def _stream(self, name: str, text: str) -> None:
        self.room -= len(text)
        if self.outputs and self.outputs[-1].get("name") == name:
            self.outputs[-1]["text"] += text
        elif text and len(self.outputs) < OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def _display(self, data: dict[str, Any]) -> None:
        shown = {"text/plain": text_of(data, "text/plain", self.room)}
        found = IMAGE.findall(text_of(data, "text/html", 2 * MB))
        picture = text_of(data, "image/png", 2 * MB) or (found[0] if found else "")
        if 0 < len(picture) < min(PICTURE, self.room) and sum("image/png" in o.get("data", {}) for o in self.outputs) < PICTURES:
            shown["image/png"] = picture
        self.room -= sum(map(len, shown.values()))
        self.outputs.append({"output_type": "display_data", "metadata": {}, "data": shown})
