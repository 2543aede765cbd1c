"""Starts `indexsim serve` for the tests. INDEXSIM_COMMAND says how, where it is not `npx indexsim`."""

import json
import os
import shlex
import signal
import subprocess
import urllib.request

import pytest


class Simulator:
    """The control routes of a simulator."""

    def __init__(self, url):
        self.url = url

    def get(self, path):
        return self._send("GET", path)

    def post(self, path, body=None):
        return self._send("POST", path, body or {})

    def advance(self, seconds):
        self.post("clock/advance", {"by": f"{seconds}s"})

    def settle(self):
        self.post("clock/settle")

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/_indexsim/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as reply:
            return json.load(reply)


@pytest.fixture(scope="session")
def server():
    command = shlex.split(os.environ.get("INDEXSIM_COMMAND", "npx indexsim"))
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", "--clock", "virtual", "--seed", "7", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    served = json.loads(process.stdout.readline())
    yield served
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


@pytest.fixture
def simulator(server, monkeypatch):
    """A simulator from its first instant, and an environment in which boto3 finds it."""
    for name, value in server["env"].items():
        monkeypatch.setenv(name, value)
    simulator = Simulator(server["url"])
    simulator.post("reset")
    for rule in simulator.get("faults")["faults"]:
        raise AssertionError(f"{rule} outlasted a reset")
    return simulator
