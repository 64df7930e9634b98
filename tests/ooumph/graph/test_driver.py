"""A forked process has a driver and a pool of its own, and leaves its parent's alone."""

import os

import pytest

from ooumph import graph
from user_activity import lookups

pytestmark = pytest.mark.usefixtures("graph")


def test_a_forked_child_reaches_the_graph_and_hangs_up_nobody() -> None:
    assert graph.query("RETURN 1") == [[1]]
    assert lookups.look_up("RETURN 1") == [[1]]

    child = os.fork()
    if child == 0:
        right = False
        try:
            right = graph.query("RETURN 2") == [[2]] and lookups.look_up("RETURN 3") == [[3]]
        finally:
            os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert graph.query("RETURN 4") == [[4]]
    assert lookups.look_up("RETURN 5") == [[5]]
