"""The researcher: reads what platforms disclose, looks for further accounts, and attributes them."""

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.cast.docket import Docket
from sim.cast.public_record import PublicRecord
from sim.disclosure._contract import Disclosure
from sim.disclosure._study import Findings, Study
from sim.kernels.coordination import CREATION, SYNCHRONY
from sim.kernels.ranking import auc
from sim.kernels.release_tables import joined_releases
from sim.state.release import Release, StudyRow
from sim.state.voices import PEER, PRESS, STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_HOURS_PER_DAY = 24.0


class Publication:
    """What the platform of a market has published: ``known`` all its releases so far as one; ``due`` when they are
    studied; ``last_release`` in hours.
    """

    def __init__(self, market: int) -> None:
        """Begin with nothing published."""
        self.market = market
        self.known: Release | None = None
        self.due = Docket()
        self.last_release = -math.inf


class Researcher(mesa.Agent):
    """Researchers outside the platforms; readers perceive as the state's whomever they or a platform name.

    ``attributed`` [sources] whom they attributed; ``publications`` of the platform of each market; ``studies`` a row
    each for the record; ``spent`` in research cost units.
    """

    model: "Marketplace"

    def __init__(self, model: "Marketplace") -> None:
        """Begin with nothing known."""
        super().__init__(model)
        self.attributed = np.zeros(len(model.voices), np.bool_)
        self.publications = [Publication(market) for market in range(len(model.world.disclosures()))]
        self.studies: list[StudyRow] = []
        self.spent = 0.0

    def step(self) -> None:
        """Let the platforms publish, and make the studies that are due."""
        if self.model.takedowns.any:
            self._retract()
            for publication, policy in self._by_platform():
                self._publish(publication, policy)
        for publication, policy in self._by_platform():
            study = policy.researchers
            if study is not None and len(publication.due.take(self.model.tick)):
                self._study(study, publication.known)

    @cached_property
    def record(self) -> PublicRecord:
        """The public record, looked up when it is first asked for: in most worlds nobody asks."""
        return PublicRecord(self.model)

    def _by_platform(self) -> Iterator[tuple[Publication, Disclosure]]:
        return zip(self.publications, self.model.world.disclosures(), strict=True)

    def _publish(self, publication: Publication, policy: Disclosure) -> None:
        """Publish what its disclosure ``policy`` has the platform of a market publish in this tick."""
        model, takedowns = self.model, self.model.takedowns
        waiting = takedowns.undisclosed()
        waiting = waiting[model.markets.of[waiting] == publication.market]
        waited = (model.tick - takedowns.when[waiting]) * model.world.tick_hours
        names = waiting[policy.names(waited, model.hours - publication.last_release)]
        if len(names) == 0:
            return
        complete = self.record.complete_release(names, takedowns.when[names], takedowns.reasons[names])
        release = policy.redacted(complete, model.stream, model.world.tick_hours)
        takedowns.disclosed[names] = True
        publication.last_release = model.hours
        publication.known = joined_releases(publication.known, release)
        model.ledger.record(model.tick, "released", "market", np.array([publication.market]))
        self._expose(names, "disclosed")
        if policy.researchers is not None:
            ticks = round(policy.researchers.delay * _HOURS_PER_DAY / model.world.tick_hours)
            publication.due.put(model.tick + ticks, np.array([model.tick]))

    def _study(self, study: Study, known: Release | None) -> None:
        """Hold a public sample against all that a platform released so far, and attribute."""
        if known is None:
            return
        sample = self.record.sample(known, study.sample, self.model.stream)
        findings = study.findings(known, sample, self.model.hours)
        self.spent += study.cost * len(sample.sources)
        self._write_down(sample.sources, findings, len(known.names))
        found = sample.sources[findings.attributed]
        if len(found):
            self.attributed[found] = True
            self._expose(found, "attributed")

    def _expose(self, sources: np.ndarray, event: str) -> None:
        """Let everyone perceive sources as the state's from the next tick on, rightly or not, and tell the press."""
        model = self.model
        model.voices[sources] = STATE
        seats = sources[model.is_state_account(sources)] - model.first_account
        model.accounts.columns.exposed[seats] = True
        members, posters = sources[sources < model.first_account], sources[sources >= model.first_poster]
        model.ledger.record(model.tick, event, "account", seats)
        model.ledger.record(model.tick, event, "member", members)
        model.ledger.record(model.tick, event, "poster", posters - model.first_poster)
        model.newsroom.report(STATE, reliable=False, by=PRESS)

    def _retract(self) -> None:
        """Give back their voice to those who were named, by the platform or here, and were restored on appeal since."""
        model, takedowns = self.model, self.model.takedowns
        restored = takedowns.take_restored()
        cleared = restored[takedowns.disclosed[restored] | self.attributed[restored]]
        takedowns.disclosed[cleared] = self.attributed[cleared] = False
        model.voices[cleared[cleared < model.first_account]] = PEER
        posters = cleared[cleared >= model.first_poster]
        model.voices[posters] = model.posters.columns.voice[posters - model.first_poster]

    def _write_down(self, sources: np.ndarray, findings: Findings, n_known: int) -> None:
        """Keep a row for the record; the truth is looked up for it, and for nothing else."""
        covert, n = self.record.covert(sources), len(sources)
        blind = np.zeros(n)
        self.studies.append(
            StudyRow(
                tick=self.model.tick,
                known=n_known,
                examined=n,
                covert=int(covert.sum()),
                attributed=int(findings.attributed.sum()),
                wrongly=int((findings.attributed & ~covert).sum()),
                auc=auc(findings.scores[:n], covert),
                auc_synchrony=auc(findings.signs.get(SYNCHRONY, blind)[:n], covert),
                auc_creation_burst=auc(findings.signs.get(CREATION, blind)[:n], covert),
            )
        )
