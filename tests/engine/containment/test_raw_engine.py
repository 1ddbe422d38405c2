"""What durable-rules does without containment, each in a process of its own: why the envelope exists.

Where one of these fails after an upgrade the hazard may be gone; the envelope stays until measured again.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import durable_rules_engine
import pytest

if TYPE_CHECKING:
    from tests.engine.containment.conftest import Alone

HEAD = """
import json, durable_rules_engine as engine
def ruleset(*tests): return engine.create_ruleset("a", json.dumps(
    {f"r{n}c": {"all": [{"m": {"$and": list(test)}}]} for n, test in enumerate(tests)}))
def ruleset_of(test): return engine.create_ruleset("a", json.dumps({"r0c": {"all": [{"m": test}]}}))
def fired(handle, state):
    started = engine.start_action_for_state(handle, state)
    names = []
    while started:
        names += json.loads(started[1] if isinstance(started, tuple) else started)
        started = engine.complete_and_start_action(handle, state)
    return names
def fact(**features): return json.dumps({"id": "1", "kind": 1, **features})
"""


def test_the_version_is_the_one_all_this_was_measured_on() -> None:
    assert metadata.version("durable_rules") == "2.0.28"


@pytest.mark.parametrize(
    "name",
    ["create_ruleset", "assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"],
)
def test_the_function_that_the_session_calls_is_there(name: str) -> None:
    assert callable(getattr(durable_rules_engine, name))


def test_a_fact_is_answered_with_a_code_and_a_firing_echoes_it_to_the_letter(alone: Alone) -> None:
    said = alone(
        HEAD
        + """
handle = ruleset([{"kind": 1}, {"f1": 2}])
met, unmet = '{"id":"1","kind":1,"f1":2}', '{"id":"2","kind":1}'
code, state = engine.assert_fact(handle, met)
print(code, engine.start_action_for_state(handle, state)[1])
print(engine.complete_and_start_action(handle, state), engine.retract_fact(handle, met)[0])
print(engine.assert_fact(handle, unmet)[0], engine.retract_fact(handle, unmet)[0])
"""
    )
    assert said.stdout.splitlines() == ['0 {"r0c":{"m":{"id":"1","kind":1,"f1":2}}}', "None 0", "1 0"], said.stderr


HAZARDS = {
    "the python front starts two threads": (
        "import threading; from durable.engine import Host; Host({}); print(threading.active_count() - 1)",
        "2",
    ),
    "the python front alters the definition it is given": (
        """
from durable.engine import Host
Host._run = lambda host: None
definition = {"r": {"all": [{"m": {"kind": 1}}], "run": lambda c: None}}
Host({"x": definition}); print("run" in definition["r"])
""",
        "False",
    ),
    "a test on $s without a guard matches the engine's own message": (
        HEAD + 'h = ruleset([{"$s": 1}]); print(fired(h, engine.assert_fact(h, fact())[1]))',
        "['r0c']",
    ),
    "a lone $nex matches the engine's own message": (
        HEAD + 'h = ruleset_of({"$nex": {"f1": 1}}); print(fired(h, engine.assert_fact(h, fact(f1=1))[1]))',
        "['r0c']",
    ),
    "a test on sid without a guard matches the engine's own message": (
        HEAD + 'h = ruleset([{"sid": "0"}]); s = engine.assert_fact(h, fact())[1]; print("r0c" in fired(h, s))',
        "True",
    ),
    "a posted event fires one of three rules that match": (
        HEAD + 'h = ruleset(*[[{"kind": 1}]] * 3); print(len(fired(h, engine.assert_event(h, fact())[1])))',
        "1",
    ),
    "a rule fires once for every way through its alternatives": (
        HEAD
        + """
h = ruleset([{"kind": 1}, *({"$or": [{f"f{n}": 2}, {f"g{n}": 2}]} for n in range(6))])
features = {f"{kind}{n}": 2 for kind in "fg" for n in range(6)}
print(len(fired(h, engine.assert_fact(h, fact(**features))[1])))
""",
        "64",
    ),
    "the 1,025th session id is an error of memory": (
        HEAD
        + """
h = ruleset([{"kind": 1}])
try:
    for sid in range(1100): engine.assert_fact(h, fact(sid=str(sid)))
except MemoryError: print(sid)
""",
        "1024",
    ),
    "300 properties are an error": (
        HEAD
        + """
h = ruleset([{"kind": 1}])
try: engine.assert_fact(h, fact(**{f"f{n}": 2 for n in range(300)}))
except engine.error as error: print(error)
""",
        "Could not assert fact, error code: 302",
    ),
    "80 satisfied tests on one level are an error": (
        HEAD
        + """
h = ruleset(*([{"kind": 1}, {f"f{n}": 2}] for n in range(80)))
try: engine.assert_fact(h, fact(**{f"f{n}": 2 for n in range(80)}))
except engine.error as error: print(error)
""",
        "Could not assert fact, error code: 303",
    ),
    "300 rules with one last test are an error": (
        HEAD
        + """
try: ruleset(*[[{"kind": 1}, {"f1": 2}]] * 300)
except engine.error as error: print(error)
""",
        "Could not create ruleset, error code: 108",
    ),
    "sixteen groups in one rule are an error": (
        HEAD
        + """
try: ruleset([{"kind": 1}, *({"$or": [{"f1": 2}, {"f2": 2}]} for n in range(15))])
except engine.error as error: print(error)
""",
        "Could not create ruleset, error code: 113",
    ),
    "integers beyond 64 bits are taken for the greatest": (
        HEAD
        + """
h = ruleset([{"kind": 1}, {"f1": 9223372036854775807}])
print(engine.assert_fact(h, fact(f1=99999999999999999999))[0])
""",
        "0",
    ),
    "1e16 is refused": (
        HEAD
        + """
try: engine.assert_fact(ruleset([{"kind": 1}]), fact(f1=1e16))
except engine.error as error: print(error)
""",
        "Could not assert fact, error code: 204",
    ),
}


@pytest.mark.parametrize(("program", "said"), HAZARDS.values(), ids=HAZARDS.keys())
def test_left_to_itself(alone: Alone, program: str, said: str) -> None:
    ended = alone(program)
    assert ended.stdout.strip() == said, ended.stderr


def test_left_to_itself_compiling_513_tests_under_one_node_uses_up_its_cpu_time(alone: Alone) -> None:
    ended = alone(
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))"
        + HEAD
        + 'ruleset(*([{f"f{n}": 2}] for n in range(513))); print("done")'
    )
    assert ended.returncode < 0
    assert ended.stdout == ""
