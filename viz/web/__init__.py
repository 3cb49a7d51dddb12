"""The browser front end: `serve` starts it, `viz.web.app` is its page."""

from viz.web.serve import serve

__all__ = ["serve"]
