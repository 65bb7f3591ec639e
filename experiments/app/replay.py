"""The replay: one HTML file with the page, the worlds and every frame in it, which opens without a server."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from experiments.app.asked import WorldAsked
from experiments.app.recording import Recording
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
    recording = Recording(pair)
    frames, since = [_frame(pair, recording, 0)], 0
    while pair.tick < ticks:
        pair.step()
        if told is not None:
            told(pair.tick, ticks)
        if pair.tick % stride == 0 or pair.tick == ticks:
            frames.append(_frame(pair, recording, since))
            since = pair.tick
    content = {
        "version": model_version(),
        "world": pair.described(),
        "people": recording.described(),
        "frames": frames,
        # Apart from the frames: one beside the other, what is alike in them is packed into far less.
        "threads": recording.threads,
        "standings": recording.standings,
        "metrics": metric_words(),
    }
    pair.close()
    return _with(content)


def metric_words() -> dict[str, dict[str, str]]:
    """Return the unit and the meaning of every number of a summary."""
    return {key: {"unit": declared.unit, "meaning": declared.meaning} for key, declared in metric_keys().items()}


def _frame(pair: WorldPair, recording: Recording, since: int) -> dict[str, Any]:
    """Return a picture, and note what changed for posts and people, any of which the page can put in focus.

    The thread that the picture shows is told by its key: it is among those that are noted.
    """
    picture = pair.picture(since)
    thread = picture["columns"][0]["thread"]
    recording.note()
    columns = [
        {name: value for name, value in seen.items() if name not in ("thread", "person")} for seen in picture["columns"]
    ]
    return picture | {"listed": [], "columns": columns, "contested": None if thread is None else thread["key"]}


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
