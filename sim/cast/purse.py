"""The purse: what the operation has spent, and what it can still pay for."""

import math

import numpy as np


class Purse:
    """A budget in cost units, and what was spent of it; never more is spent than there is."""

    def __init__(self, budget: float | None) -> None:
        """Open a purse, without bottom where ``budget`` is None."""
        self.budget = math.inf if budget is None else budget
        self.spent = 0.0

    def covers(self, price: float) -> bool:
        """Return whether there is still so much in it."""
        return self.spent + price <= self.budget

    def pay(self, price: float) -> None:
        """Spend so much.

        Raises:
            ValueError: if the purse does not hold so much.
        """
        if not self.covers(price):
            raise ValueError(f"price={price:g}: {self.spent:g} of the budget of {self.budget:g} are spent")
        self.spent += price

    def pay_in_turn(self, prices: np.ndarray, turns: np.ndarray) -> np.ndarray:
        """Pay for acts of the given prices [k] in the order of their turns, and return which were paid for.

        An act that is too dear is passed over; a cheaper one that comes later may still be paid for.
        """
        paid = np.zeros(len(prices), np.bool_)
        for place in np.argsort(turns, kind="stable").tolist():
            if self.covers(prices[place]):
                self.pay(float(prices[place]))
                paid[place] = True
        return paid
