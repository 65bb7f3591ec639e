"""The replay: one HTML file with the page, the worlds and every frame in it, which opens without a server."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from experiments.app.asked import WorldAsked
from experiments.app.world_pair import WorldPair
from experiments.metric_keys import metric_keys
from sim.base.provenance import model_version

MOST_FRAMES: Final = 240
"""Frames of a replay; of a longer run every second, third … tick is kept, and curves have every tick all the same."""

_BUNDLE = Path(__file__).resolve().parent / "bundle"
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


def replay_page(asked: WorldAsked, ticks: int, told: Callable[[int, int], None] | None = None) -> str:
    """Return the page that replays a pair of worlds up to a tick; ``told`` hears ticks done and ticks in all.

    Raises:
        Refused: if the worlds are not offered.
    """
    pair = WorldPair(asked)
    ticks = min(ticks, pair.ticks)
    stride = -(-ticks // MOST_FRAMES)
    frames, since = [_seen_from_afar(pair.picture(0))], 0
    while pair.tick < ticks:
        pair.step()
        if told is not None:
            told(pair.tick, ticks)
        if pair.tick % stride == 0 or pair.tick == ticks:
            frames.append(_seen_from_afar(pair.picture(since)))
            since = pair.tick
    content = {"version": model_version(), "world": pair.described(), "frames": frames, "metrics": metric_words()}
    pair.close()
    return _with(content)


def metric_words() -> dict[str, dict[str, str]]:
    """Return the unit and the meaning of every number of a summary."""
    return {key: {"unit": declared.unit, "meaning": declared.meaning} for key, declared in metric_keys().items()}


def _seen_from_afar(picture: dict[str, Any]) -> dict[str, Any]:
    """Return a picture without what can only be asked of a server."""
    return picture | {"listed": []}


def _with(content: dict[str, Any]) -> str:
    """Return the page with its style, its script and the packed content inside."""
    page = (_BUNDLE / "index.html").read_text(encoding="utf-8")
    style = (_BUNDLE / "page.css").read_text(encoding="utf-8")
    script = (_BUNDLE / "page.js").read_text(encoding="utf-8")
    packed = zlib.compress(json.dumps(content, separators=(",", ":"), allow_nan=False).encode(), 9)
    data = base64.b64encode(packed).decode("ascii")
    page = re.sub(r'<link[^>]*href="[^"]*page\.css"[^>]*>', lambda _: f"<style>{style}</style>", page)
    page = re.sub(r'<script[^>]*src="[^"]*page\.js"[^>]*></script>', "", page)
    inside = f'<script type="text/plain" id="replay">{data}</script><script type="module">{script}</script>'
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    return page.replace("<head>", f"<head>{policy}", 1).replace("</body>", f"{inside}</body>", 1)
