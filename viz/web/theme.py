"""Colours and sizes that the charts share with the style sheet, `assets/custom.css`.

The scenario colours are told apart by readers with any kind of colour vision; marks never rely on
colour alone.
"""

from __future__ import annotations

__all__ = ["BORDER", "FONT", "GRID", "INK", "PANEL", "SCENARIO", "SECONDARY"]

INK = "#1B2128"
SECONDARY = "#59626D"
BORDER = "#E3E6E9"
GRID = "#EDEFF1"
PANEL = "#FFFFFF"
SCENARIO = ("#5F6B7A", "#0B6E99", "#BD5217", "#7B4FA3")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
