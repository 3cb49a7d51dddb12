"""The browser front end: `serve` starts it, `allied.viz.web.app` is its page."""

from allied.viz.web.serve import serve

__all__ = ["serve"]
