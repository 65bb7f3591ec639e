"""Visits: worlds of one's own, frames that are dropped rather than queued, and an end to what nobody looks at."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from experiments.app.asked import FocusPerson, FocusPost, Open, Refused, Seen, Speed, Step, Turn
from experiments.app.far_pair import pair_of
from experiments.app.limits import IDLE_SECONDS, MOST_IN_FLIGHT, RESUME_SECONDS
from experiments.app.places import Places, WorldsLost, in_processes
from experiments.app.visit import Visit, world_of
from experiments.app.visitors import Visitors

WORLD = world_of("guo_2017", seed=2, members=60, ticks=30, b=("censorship=full",))


class Listener:
    """A page that only listens."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    async def __call__(self, text: str) -> None:
        self.said.append(json.loads(text))

    def frames(self) -> list[dict[str, Any]]:
        return [message for message in self.said if message["is"] == "frame"]


def during(visit: Callable[[Visitors], Awaitable[None]], most: int = 3, places: Places | None = None) -> None:
    async def all_of_it() -> None:
        visitors = Visitors(most, places)
        await visit(visitors)
        await visitors.close()

    asyncio.run(all_of_it())


def entered(visitors: Visitors) -> tuple[Visit, Listener]:
    visit, page = visitors.admit(), Listener()
    assert visit is not None
    visit.send = page
    return visit, page


def test_frames_are_dropped_rather_than_queued_for_a_page_that_does_not_draw_them() -> None:
    async def slow_page(visitors: Visitors) -> None:
        visit, page = entered(visitors)
        await visit.heed(Open(do="open", world=WORLD))
        playing = asyncio.create_task(visit.play())
        await visit.heed(Speed(do="speed", ticks=40))
        await visit.heed(Turn(do="play"))
        await asyncio.sleep(0.6)
        assert len(page.frames()) == MOST_IN_FLIGHT
        assert visit.pair is not None
        assert visit.pair.tick < 6
        await visit.heed(Seen(do="seen", frame=page.frames()[-1]["frame"]))
        await asyncio.sleep(0.4)
        assert len(page.frames()) > MOST_IN_FLIGHT
        playing.cancel()

    during(slow_page)


def test_no_tick_is_lost_between_frames_and_a_run_ends_by_itself() -> None:
    async def attentive_page(visitors: Visitors) -> None:
        visit, page = entered(visitors)
        await visit.heed(Open(do="open", world=WORLD))
        playing = asyncio.create_task(visit.play())
        await visit.heed(Speed(do="speed", ticks=40))
        await visit.heed(Turn(do="play"))
        until = time.monotonic() + 30
        while not page.frames()[-1]["over"] and time.monotonic() < until:
            await visit.heed(Seen(do="seen", frame=page.frames()[-1]["frame"]))
            await asyncio.sleep(0.01)
        curve: list[float] = []
        for frame in page.frames():
            assert frame["since"] == len(curve)
            curve += frame["columns"][0]["curves"]["reach"]
        assert visit.pair is not None
        assert curve == pair_of(visit.pair.number).columns[0].curves["reach"]
        assert len(curve) == WORLD.ticks
        assert page.frames()[-1]["columns"][1]["summary"]["reach_peak"] is not None
        playing.cancel()

    during(attentive_page)


def test_a_step_a_look_and_a_reset_are_shown_at_once() -> None:
    async def curious_page(visitors: Visitors) -> None:
        visit, page = entered(visitors)
        await visit.heed(Open(do="open", world=WORLD, tick=5))
        assert page.frames()[-1]["tick"] == 5
        await visit.heed(Step(do="step", ticks=3))
        assert page.frames()[-1]["tick"] == 8
        await visit.heed(FocusPerson(do="person", who=7))
        assert page.frames()[-1]["columns"][0]["person"]["nth"] == 7
        await visit.heed(FocusPost(do="post", key="12345"))
        assert page.frames()[-1]["columns"][0]["thread"] is None
        await visit.heed(Turn(do="reset"))
        assert page.frames()[-1]["tick"] == 0
        assert len(page.frames()[-1]["columns"][0]["curves"]["reach"]) == 0

    during(curious_page)


def test_who_comes_back_finds_the_same_worlds_and_nobody_else_does() -> None:
    async def dropped(visitors: Visitors) -> None:
        visit, _ = entered(visitors)
        await visit.heed(Open(do="open", world=WORLD, tick=4))
        assert visitors.come_back(visit.token) is None  # they are still here
        visitors.leave(visit)
        assert visitors.come_back("guessed") is None
        back, page = visitors.come_back(visit.token), Listener()
        assert back is visit
        back.send = page
        await back.welcome_back()
        assert [message["is"] for message in page.said] == ["world", "frame"]
        assert page.frames()[0]["tick"] == 4
        assert len(page.frames()[0]["columns"][0]["curves"]["reach"]) == 4

    during(dropped)


def test_there_is_room_again_when_somebody_has_left() -> None:
    async def full_house(visitors: Visitors) -> None:
        guests = [entered(visitors)[0] for _ in range(3)]
        assert visitors.admit() is None
        await guests[0].heed(Open(do="open", world=WORLD))
        visitors.leave(guests[0])
        assert visitors.admit() is not None
        assert visitors.come_back(guests[0].token) is None
        visitors.leave(guests[1])  # never opened a world: nothing is kept
        assert guests[1].token not in visitors.visits

    during(full_house)


def test_worlds_that_nobody_looks_at_are_closed() -> None:
    async def forgotten(visitors: Visitors) -> None:
        idle, page = entered(visitors)
        gone, _ = entered(visitors)
        for visit in (idle, gone):
            await visit.heed(Open(do="open", world=WORLD))
        visitors.leave(gone)
        now = time.monotonic()
        await visitors.close_idle(now + RESUME_SECONDS - 1)
        assert gone.pair is not None
        await visitors.close_idle(now + RESUME_SECONDS + 1)
        assert gone.pair is None
        assert gone.token not in visitors.visits
        assert idle.pair is not None
        await visitors.close_idle(now + IDLE_SECONDS + 1)
        assert idle.pair is None
        assert page.said[-1]["is"] == "closed"
        await idle.heed(Step(do="step"))  # harmless: there is nothing to step
        await idle.heed(Open(do="open", world=WORLD))
        assert idle.pair is not None

    during(forgotten)


@pytest.mark.slow
def test_worlds_spread_over_processes_and_one_that_is_killed_takes_only_its_own_with_it() -> None:
    async def unlucky(visitors: Visitors) -> None:
        first, page = entered(visitors)
        second, other_page = entered(visitors)
        for visit in (first, second):
            await visit.heed(Open(do="open", world=WORLD, tick=3))
        assert first.pair is not None
        assert second.pair is not None
        assert first.pair.place is not second.pair.place
        assert [place.n_pairs for place in visitors.places.places] == [1, 1]
        assert page.frames()[-1]["columns"] == other_page.frames()[-1]["columns"]
        playing = asyncio.create_task(first.play())
        os.kill(await first.pair.place.do(os.getpid), signal.SIGKILL)
        await first.heed(Turn(do="play"))
        until = time.monotonic() + 30
        while page.said[-1]["is"] != "refused" and time.monotonic() < until:
            await asyncio.sleep(0.01)
        assert "Reset" in page.said[-1]["problems"][0]
        await second.heed(Step(do="step"))
        assert other_page.frames()[-1]["tick"] == 4
        await first.heed(Turn(do="reset"))
        await first.heed(Step(do="step", ticks=4))
        own, other = ([column["belief"] for column in one.frames()[-1]["columns"]] for one in (page, other_page))
        assert own == other
        assert [place.n_pairs for place in visitors.places.places] == [1, 1]
        playing.cancel()

    during(unlucky, places=in_processes(2))


@pytest.mark.slow
def test_who_asks_for_something_after_the_loss_is_told_too() -> None:
    async def unlucky(visitors: Visitors) -> None:
        visit, _ = entered(visitors)
        await visit.heed(Open(do="open", world=WORLD))
        assert visit.pair is not None
        with pytest.raises(WorldsLost):
            await visit.pair.place.do(os._exit, 1)
        with pytest.raises(Refused, match="Reset"):
            await visit.heed(Step(do="step"))
        assert visit.pair is None

    during(unlucky, places=in_processes(1))
