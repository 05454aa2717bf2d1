"""Calling an answer on packed values, and seeing to it that it uses nothing forbidden: in a notebook, or inside the sandbox."""

import math
from collections.abc import Mapping
from typing import Any

import torch

from ..watching import Function, among, objects, reached, watch
from .packing import PackError, clean, pack, unpack

SWITCHES = ("setprofile", "DisableTorchFunction", "DisableTorchFunctionSubclass", "_pop_torch_function_stack")  # they end the watch
PROBE, PROBES = torch.ones(1), {Function("math", "trunc"), Function("torch", "numel")}


class AnswerError(Exception):
    """An answer that is missing, raised an exception, took too long, or returned what cannot be handed over."""


class ForbiddenError(AssertionError):
    """An answer that uses what its question forbids."""


def call_packed(names: Mapping[str, Any], name: str, arguments: str, forbidden: tuple[str, ...] = ()) -> Any:
    """Call the function that stands under `name`.

    Parameters
    ----------
    names: what is defined in the notebook.
    arguments: a list and a dict, packed.
    forbidden: names of functions, families and modules as `watching.among` takes them, and of data that the notebook holds.

    Raises
    ------
    AnswerError: there is no such function.
    ForbiddenError: it names, or calls while it runs, what is forbidden.
    """
    if name not in names:
        raise AnswerError(f"{name} is not defined: run the cell that defines it, and keep the name that the question gives")
    if not callable(names[name]):
        raise AnswerError(f"{name} is a {type(names[name]).__name__}, not a function")
    inputs, named = unpack(arguments)
    if not forbidden:
        return names[name](*inputs, **named)
    _refuse(name, among(reached(names[name]), [*forbidden, *SWITCHES]) + _data_named(names, name, forbidden))
    with watch() as called:
        result, error = _outcome(names[name], inputs, named)
        seen = set(called)
        called.clear()
        math.trunc(1.5), torch.numel(PROBE)  # seen only if the watch still stands
    watched = called >= PROBES and Function("sys", "setprofile") not in seen
    _refuse(name, among(seen | called - PROBES, forbidden) + ([] if watched else ["a way around the watch for forbidden functions"]))
    if error is not None:
        raise error
    return result


def _data_named(names: Mapping[str, Any], name: str, forbidden: tuple[str, ...]) -> list[str]:
    """Forbidden data of the notebook that the answer names, itself or through what it uses."""
    data = {other: names[other] for other in forbidden if other in names and not callable(names[other])}
    used = {id(value) for value in objects(names[name])} if data else set()
    return [other for other, value in data.items() if id(value) in used]


def _refuse(name: str, used: list[str]) -> None:
    if used:
        raise ForbiddenError(f"{name} uses {', '.join(dict.fromkeys(used))}: this question asks you to write it without")


def _outcome(function: Any, inputs: list[Any], named: dict[str, Any]) -> tuple[Any, Exception | None]:
    try:
        return function(*inputs, **named), None
    except Exception as error:
        return None, error


def reply(names: Mapping[str, Any], name: str, arguments: str, forbidden: tuple[str, ...], room: int) -> dict[str, Any]:
    """Call an answer inside the sandbox: `{"result": packed}`, or `{"raised": [kind, message]}`.

    Parameters
    ----------
    room: how many characters the packed result may have.
    """
    try:
        packed = pack(call_packed(names, name, arguments, forbidden))
        if len(packed) > room:
            raise PackError(f"the result is too large to be handed over: {len(packed) / 1e6:.0f} MB, {room / 1e6:.0f} MB are allowed")
        return {"result": packed}
    except Exception as error:
        return {"raised": [type(error).__name__, clean(_message(error))[:2000]]}


def _message(error: Exception) -> str:
    try:
        return str(error)
    except Exception:  # a stranger's exception may raise another one
        return "(no message)"
