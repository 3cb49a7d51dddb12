"""Records: the state of a company as classes, which are its statement and its types.

A subclass of `Record` names the fields of a NumPy record, and its `dtype` is derived from it. No
object of such a class is ever made: it says what a record looks like, so that a type checker finds
a misspelt field in a rule and an editor jumps to it.

| written | is |
| --- | --- |
| `trust: float` | a double |
| `tenure: int` | an integer of 64 bits; `numpy.uint64` is one without a sign |
| `ceo: Ceo` | a record in the record |
| `unsigned: Annotated[Vector[int], 2]` | two integers |
| `chiefs: Annotated[Rows[Chief], 2]` | two records |
| `tie: Annotated[Matrix[float], "teams", "teams"]` | a size that `dtype_of` is told |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

import numpy as np

__all__ = ["Matrix", "Record", "Rows", "Vector", "dtype_of", "fixed", "record_of"]

N = TypeVar("N", int, float)
R = TypeVar("R", bound="Record")
_NUMBERS = {float: "f8", int: "i8", np.uint64: "u8"}


def fixed(value: int) -> int:
    """Return a whole number for compiled code: a constant that is no type of its own.

    Numba makes a type of each plain `int` that is passed to a rule, and compiles the rule once for
    each: forty copies of a random draw, one for each purpose. A NumPy integer has one type. To the
    type checker it is an `int`, which it is to rules.

    Examples
    --------
    >>> int(fixed(3))
    3
    """
    number: int = np.int64(value)  # type: ignore[assignment]
    return number


def record_of(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    """Return the type of a record of these fields, which reads as attributes."""
    return np.dtype((np.record, np.dtype(list(fields))))


class Record:
    """A record; subclasses state its fields.

    Parameters
    ----------
    dtype : numpy.dtype, optional
        Of a subclass whose fields stand elsewhere, as those of levers do in their table.
    open_sizes : bool
        Whether the subclass has sizes that are given by name only: it has no `dtype` of its own.

    Examples
    --------
    >>> class Desk(Record):
    ...     height: float
    ...     drawers: int
    >>> Desk.dtype.names
    ('height', 'drawers')
    """

    dtype: ClassVar[np.dtype[Any]]

    def __init_subclass__(
        cls, dtype: np.dtype[Any] | None = None, *, open_sizes: bool = False
    ) -> None:
        super().__init_subclass__()
        if not open_sizes:
            cls.dtype = dtype_of(cls) if dtype is None else dtype

    if TYPE_CHECKING:  # what NumPy's records do besides

        def __getitem__(self, name: str) -> Any: ...
        def __setitem__(self, name: str, value: Any) -> None: ...
        def copy(self) -> Any: ...  # noqa: D102


class Vector(Generic[N]):
    """Numbers in a record, in a row."""

    if TYPE_CHECKING:
        shape: tuple[int]

        @overload
        def __getitem__(self, index: int) -> N: ...
        @overload
        def __getitem__(self, index: slice) -> np.ndarray: ...
        def __getitem__(self, index: Any) -> Any: ...
        def __setitem__(self, index: int, value: N) -> None: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[N]: ...


class Matrix(Generic[N]):
    """Numbers in a record, in rows and columns."""

    if TYPE_CHECKING:
        shape: tuple[int, int]

        @overload
        def __getitem__(self, index: tuple[int, int]) -> N: ...
        @overload
        def __getitem__(self, index: int | tuple[int, slice]) -> np.ndarray: ...
        def __getitem__(self, index: Any) -> Any: ...
        def __setitem__(self, index: tuple[int, int], value: N) -> None: ...


class Rows(Generic[R]):
    """Records in a record."""

    if TYPE_CHECKING:
        shape: tuple[int]

        @overload
        def __getitem__(self, index: int) -> R: ...
        @overload
        def __getitem__(self, index: slice | str) -> np.ndarray: ...
        def __getitem__(self, index: Any) -> Any: ...
        def __setitem__(self, index: int, value: R) -> None: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[R]: ...


def dtype_of(record: type[Record], **sizes: int) -> np.dtype[Any]:
    """Return the NumPy type of a record, from the annotations of its class.

    Parameters
    ----------
    record : type
    sizes : int
        What the sizes are that its class gives by name.

    Raises
    ------
    TypeError
        If a field is nothing that a record can hold.
    """
    hints = get_type_hints(record, include_extras=True)
    fields = {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}
    return record_of(*((name, *_kind(name, hint, sizes)) for name, hint in fields.items()))


def _kind(name: str, hint: Any, sizes: dict[str, int]) -> tuple[Any, ...]:
    """Return what NumPy is told of a field: its type, and its shape if it has one."""
    if get_origin(hint) is Annotated:
        kind, *how = get_args(hint)
        (element,) = get_args(kind)
        shape = tuple(int(sizes[size]) if isinstance(size, str) else int(size) for size in how)
        return (*_kind(name, element, sizes), shape)
    if hint in _NUMBERS:
        return (_NUMBERS[hint],)
    if isinstance(hint, type) and issubclass(hint, Record):
        return (hint.dtype,)
    raise TypeError(f"field {name!r} is {hint!r}; expected float, int, uint64, a Record, or an "
                    "Annotated Vector, Matrix or Rows with its sizes")  # fmt: skip
