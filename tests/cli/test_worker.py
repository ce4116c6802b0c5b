"""The worker beside the server: started again when it ends, gone when the server is."""

import sys
import time

from concord.cli.worker import Supervisor


def waited_for(condition):
    """Whether something became true within ten seconds."""
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_worker_that_ends_is_started_again():
    supervisor = Supervisor([sys.executable, "-S", "-c", "raise SystemExit(1)"], pause=0.01)
    supervisor.start()
    assert waited_for(lambda: supervisor.started >= 2)
    supervisor.stop()


def test_a_worker_leaves_with_its_server():
    supervisor = Supervisor([sys.executable, "-S", "-c", "import sys; sys.stdin.buffer.read()"], pause=0.01)
    supervisor.start()
    assert waited_for(lambda: supervisor.started == 1 and supervisor._process is not None)
    supervisor.stop()
    assert supervisor._process.returncode == 0
    assert supervisor.started == 1
