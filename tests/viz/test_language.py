"""The language layer: messages, the language of a context, and the template of catalogues."""

from __future__ import annotations

import ast
import re
import struct
import threading
from contextvars import copy_context
from pathlib import Path

import pytest

from allied.viz.words import extract
from allied.viz.words.language import (
    catalogue,
    gettext,
    ngettext,
    npgettext,
    pgettext,
    speaking,
)
from tests.copies import ROOT
from tests.pseudo import Pseudo, pseudo

VIZ = ROOT / "viz"


# --- messages ---


def test_a_message_without_a_catalogue_is_english():
    assert gettext("Too close to call: {outcomes}.", outcomes="{x}") == "Too close to call: {x}."
    assert [ngettext("1 company", "{count} companies", n, count=n) for n in (1, 2)] == [
        "1 company", "2 companies",
    ]  # fmt: skip
    assert pgettext("a list", "{others} and {last}", others="A", last="B") == "A and B"
    assert npgettext("here", "one {x}", "many {x}", 1, x="y") == "one y"
    assert gettext("") == ""


def test_the_language_ends_with_its_block_even_after_an_error():
    with speaking(Pseudo()):
        assert gettext("Place") == pseudo("Place")
    with pytest.raises(KeyError), speaking(Pseudo()):
        gettext("{a slot that is not filled}", other="x")
    assert gettext("Place") == "Place"


def test_thirty_sessions_at_a_time_have_thirty_languages():
    heard: dict[int, str] = {}
    ready = threading.Barrier(30)

    class Numbered(Pseudo):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

        def gettext(self, message: str) -> str:
            return f"{message} {self.number}"

    def session(number: int) -> None:
        with speaking(Numbered(number)):
            ready.wait()
            heard[number] = gettext("Place")

    threads = [threading.Thread(target=copy_context().run, args=(session, n)) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {number: f"Place {number}" for number in range(30)}
    assert gettext("Place") == "Place"


def write_catalogue(path: Path, texts: dict[str, str]) -> None:
    """Write a catalogue as gettext's `msgfmt` does."""
    rows = sorted((key.encode(), text.encode()) for key, text in texts.items())
    start = 28 + 16 * len(rows)
    tables, heap = [b"", b""], b""
    for column in (0, 1):
        for row in rows:
            tables[column] += struct.pack("<2I", len(row[column]), start + len(heap))
            heap += row[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables[0] + tables[1] + heap)


def test_a_catalogue_is_found_by_its_language_with_three_plural_forms(tmp_path):
    forms = "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);"
    write_catalogue(tmp_path / "cs" / "LC_MESSAGES" / "allied.mo", {
        "": f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {forms}\n",
        "{count} company\0{count} companies": "{count} firma\0{count} firmy\0{count} firem",
        "a list\x04{others} and {last}": "{others} a {last}",
    })  # fmt: skip
    with speaking(catalogue("cs", tmp_path)):
        from allied.viz.words.phrases import companies, joined

        assert [companies(n) for n in (1, 3, 400)] == ["1 firma", "3 firmy", "400 firem"]
        assert joined(["A", "B", "C"]) == "A, B a C"
        assert gettext("Place") == "Place"
    with speaking(catalogue("xx", tmp_path)):
        assert companies(3) == "3 companies"


# --- the template ---


def test_the_template_holds_every_message():
    again = "run: python -m allied.viz.words.extract"
    assert extract.TEMPLATE.read_text(encoding="utf-8") == extract.template(), again


def test_a_message_of_the_template_is_one_that_can_be_translated():
    found = extract.messages()
    keys = [(message.context, message.one) for message in found]
    assert len(set(keys)) == len(keys)
    for message in found:
        slots = [set(re.findall(r"\{(\w+)\}", text)) for text in (message.one, message.many)]
        assert not message.many or slots[0] <= slots[1], message.one
        if message.places <= {"viz"} or any(place.startswith("viz/") for place in message.places):
            assert not re.search(r"\{[^}]*[:!.\[][^}]*\}", message.one + message.many), message.one


@pytest.mark.parametrize("text", [
    "Customers do best", "IT queue", "CEO sponsorship at the start", "Shared projects", "Speed",
    "Build together", "{count} companies", "How fast trust moves", "the loyalty connector",
])  # fmt: skip
def test_the_template_holds_calls_plurals_and_tables(text):
    assert any(text in (message.one, message.many) for message in extract.messages())


def test_a_message_that_is_no_constant_is_refused():
    (call,) = (node for node in ast.walk(ast.parse('ngettext("1 team", f"{n} teams", n)'))
               if isinstance(node, ast.Call))  # fmt: skip
    with pytest.raises(ValueError, match="no constant"):
        extract._called(call, "somewhere.py")
