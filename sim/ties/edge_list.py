"""A network of your own."""

from typing import Literal

import numpy as np
from pydantic import Field

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.kernels.wiring import compress
from sim.state.inputs import Inputs
from sim.state.ties import Ties
from sim.ties._contract import Network


class EdgeListTies(Network):
    """Members are the nodes of a real network, one line an edge; ``members`` becomes the number of nodes.

    Nodes of other roles than member, which the file ``nodes`` may name, are accounts and rebuttal posters: they stand
    in place of the scenario's own of that role, and who follows them is in the network too.

    Names: empirical network, follower graph.
    Assumption: an edge brings the followee's posts to the follower, whatever it meant where it was collected.
    """

    kind: Literal["edge_list"] = "edge_list"
    path: str = Field(description="The file: one edge a line or row, follower then followee; text, CSV, Parquet, gzip.")
    nodes: str | None = Field(
        None,
        description="A file on its nodes: id, role (member overt covert rebuttal), segment, activity (visits a day).",
    )
    directed: bool = parameter(
        True,
        unit="true or false",
        meaning="Whether a line means that the first follows the second, or that each follows the other.",
        source="Assumption: follower networks are directed",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return the ties of the edge list that was read from ``path``."""
        if inputs.edges is None:
            raise ValueError(f"ties.path={self.path}: the edge list was not read; compose the scenario from its file")
        edges = inputs.edges
        if self.directed:
            return compress(edges.n_nodes, edges.follower, edges.followee)
        pairs = np.stack([np.r_[edges.follower, edges.followee], np.r_[edges.followee, edges.follower]], axis=1)
        both = np.unique(pairs, axis=0)
        return compress(edges.n_nodes, both[:, 0], both[:, 1])
