"""The operation: how large it is, how long it lasts, what it pays, and where its accounts come from."""

from typing import Literal

from pydantic import Field, model_validator

from sim.base.parameters import Declared, parameter


class Accounts(Declared):
    """Where the covert accounts' creation dates and follower counts come from."""

    kind: Literal["figures", "release"] = Field(
        "figures", description="Drawn from the published figures of the 2019 release, or read from a release file."
    )
    path: str | None = Field(None, description="The release file: follower_count, account_creation_date, …")

    @model_validator(mode="after")
    def _release_needs_a_file(self) -> "Accounts":
        if self.kind == "release" and self.path is None:
            raise ValueError("operation.accounts=release needs operation.accounts.path=FILE")
        if self.kind != "release" and self.path is not None:
            raise ValueError(f"path={self.path} would not be read; choose operation/accounts=release as well")
        return self


class Costs(Declared):
    """What each act costs the operation."""

    post: float = parameter(
        1.0,
        unit="cost units",
        bounds=(0, 1e6),
        meaning="Cost of a post.",
        source="Assumption: the unit of cost",
    )
    reply: float = parameter(
        0.5,
        unit="cost units",
        bounds=(0, 1e6),
        meaning="Cost of a reply.",
        source="Assumption: half a post",
    )
    share: float = parameter(
        0.1,
        unit="cost units",
        bounds=(0, 1e6),
        meaning="Cost of passing on a post of the operation's own.",
        source="Assumption: a tenth of a post, as nothing has to be written",
    )
    account: float = parameter(
        10.0,
        unit="cost units",
        bounds=(0, 1e6),
        meaning="Cost of an account that joins after the start, on its date or called up; earlier ones are there.",
        source="Assumption: ten posts",
    )
    recruitment: float = parameter(
        0.0,
        unit="cost units",
        bounds=(0, 1e6),
        plausible=(0.0, 50.0),
        meaning="What haste adds to the cost of an account that is called up before its date.",
        source="Assumption: nothing, as prices of accounts are published and premiums for haste are not",
    )
    year_of_age: float = parameter(
        5.0,
        unit="cost units per year",
        bounds=(0, 1e6),
        plausible=(0.0, 50.0),
        meaning="What each year of its age adds to the cost of an account that is called up.",
        source="Assumption: half a new account; aged accounts look less like made for the purpose",
    )


class Operation(Declared):
    """A state's operation: overt and covert accounts, a calendar and a purse."""

    overt: int = parameter(
        10,
        unit="accounts",
        bounds=(0, 100_000),
        meaning="Overt accounts: outlets and diplomats.",
        source="Assumption: mechanism sketch",
    )
    overt_followers: float = parameter(
        150_000.0,
        unit="followers",
        bounds=(0, 1e9),
        plausible=(20_000.0, 1e6),
        meaning="Followers of each overt account on the real platform.",
        source="Diplomats with 100,000 to 200,000 followers (expert conversation of 2019)",
    )
    covert: int = parameter(
        936,
        unit="accounts",
        bounds=(0, 1_000_000),
        meaning="Covert accounts, unless a release file says which there are.",
        source="936 accounts disclosed in August 2019 (expert conversation of 2019)",
    )
    on_sale: int = parameter(
        0,
        unit="accounts",
        bounds=(0, 1_000_000),
        plausible=(0, 1000),
        meaning="Covert accounts beyond these that can be had: they join only when they are called up and paid for.",
        source="Assumption: none beyond a published list; in 2019 200,000 more were suspended (Twitter, August 2019)",
    )
    share: float | None = parameter(
        None,
        unit="share of members",
        bounds=(0, 10),
        plausible=(0.01, 0.1),
        meaning="Covert accounts as a share of the members; when set it replaces covert.",
        source="Truong et al. 2024 (SimSoM), beta = .05 where it is set",
    )
    audience: float = parameter(
        4e6,
        unit="people",
        bounds=(1, 1e10),
        plausible=(1e6, 2e7),
        meaning="How many people the members stand for; a member follows an account with followers/audience chance.",
        source="Assumption: order of the Chinese-language audience of the platform abroad",
    )
    genuine: float = parameter(
        1.0,
        unit="share of covert accounts",
        bounds=(0, 1),
        plausible=(0.005, 1.0),
        meaning="Covert accounts whose followers are people of the audience; those of the others are bought or idle.",
        source="Most were spam accounts, bought with their followers (Uren, Thomas & Wallis 2019); 1 until calibrated",
    )
    starts_on: str = Field(
        "2017-08-01",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="Date of the first tick; account ages count from it.",
    )
    stops_at: float = parameter(
        720.0,
        unit="hours",
        bounds=(0, 1e9),
        meaning="When the operation stops posting.",
        source="Assumption: a month's campaign",
    )
    persona_fit: float = parameter(
        0.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.9),
        meaning="Share of a covert account's followers who follow its persona: members of the segment that it plays.",
        source="Assumption: personas are cut to audiences, how well is not published; 0 is followers from everywhere",
    )
    in_step: float = parameter(
        0.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 0.8),
        meaning="Chance that a covert account posts by the operation's clock in a tick, and not by luck of its own.",
        source="Assumption: 0 is independent timing; coordinated accounts post together (Pacheco et al. 2021)",
    )
    recruits_aged: float = parameter(
        0.0,
        unit="days",
        bounds=(0, 10_000),
        plausible=(0.0, 3000.0),
        meaning="Oldest age of the accounts that are called up: each is bought with an age drawn evenly from 0 to it.",
        source="Assumption: made for the purpose; of 2019's accounts some were repurposed (Uren, Thomas & Wallis 2019)",
    )
    budget: float | None = parameter(
        None,
        unit="cost units",
        bounds=(0, 1e12),
        plausible=(100.0, 100_000.0),
        meaning="What the operation can spend in all; null is without limit.",
        source="Assumption: without limit, unless strategies are compared at equal budgets",
    )
    accounts: Accounts = Field(default_factory=Accounts)
    costs: Costs = Field(default_factory=Costs)

    def n_covert(self, members: int) -> int:
        """Return how many covert accounts there are where no release file says it."""
        return self.covert if self.share is None else round(self.share * members)
