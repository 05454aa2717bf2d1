"""The sandbox's end of a call: what a kernel runs for a test that is outside of it."""

import json
from typing import Any

from .packing import PackError, pack
from .places import call_packed


class Reply:
    """What a sandboxed kernel shows of a call: packed, as the text of its `repr`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def reply(names: dict[str, Any], name: str, arguments: str, room: int) -> Reply:
    """Call an answer inside the sandbox: `{"result": packed}`, or `{"raised": [kind, message]}`.

    Parameters
    ----------
    room: how many characters the packed result may have.
    """
    try:
        packed = pack(call_packed(names, name, arguments))
        if len(packed) > room:
            raise PackError(f"the result is too large to be handed over: {len(packed) / 1e6:.0f} MB, {room / 1e6:.0f} MB are allowed")
        return Reply(json.dumps({"result": packed}))
    except Exception as error:
        return Reply(json.dumps({"raised": [type(error).__name__, str(error)[:500]]}))
