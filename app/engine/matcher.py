"""What may decide which rules fire: a session in this process, or a worker in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

Job = tuple[str, Mapping[str, int]]
"""A partition's name, and the features of one case: 2 met, 1 not known, absent not met."""

Partitions = Mapping[str, Mapping[str, object]]
"""Partition name to definition, in durable-rules' own form and inside the envelope."""


class Matcher(Protocol):
    """Session and Worker both are one."""

    def match(self, jobs: Sequence[Job]) -> list[frozenset[str]]:
        """Names of the rules that fired, job by job and in their order.

        EngineFault where the engine could not answer every job: nothing is then known of any of them, and the
        antecedent tree's answer stands. The same jobs must not be tried again.
        """
        ...
