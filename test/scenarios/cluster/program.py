"""Behaves in a real container as a scenario says: /app/spec.json holds its rules, the last one for this pod counts."""

import http.server
import json
import os
import re
import signal
import socket
import sys
import threading
import time

MEBIBYTE = 1 << 20
OWN_MEBIBYTES = 9


def say(lines):
    for line in lines or []:
        print(line, flush=True)


def end(code, lines=None):
    say(lines)
    os._exit(code)


def limit_mebibytes():
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(path, encoding="ascii") as file:
                return int(file.read()) / MEBIBYTE
        except (OSError, ValueError):
            continue
    return float("inf")


def is_mine(match):
    pod, workload = socket.gethostname(), match.get("workload")
    limit = limit_mebibytes()
    return (
        (workload is None or pod == workload or pod.startswith(workload + "-"))
        and limit >= match.get("memoryLimitAtLeastMebibytes", 0)
        and limit < match.get("memoryLimitBelowMebibytes", float("inf"))
    )


class State:
    is_ready = True


def serve(ports):
    """Each port answers on its paths alone: 404 elsewhere, 503 while it is not ready."""
    for one in ports or []:
        class Handler(http.server.BaseHTTPRequestHandler):
            served = one

            def do_GET(self):
                time.sleep(self.served.get("takesMs", 0) / 1000)
                paths = self.served.get("paths")
                path = self.path.split("?")[0]
                code = self.served.get("statuses", {}).get(path, 200)
                if paths is not None and path not in paths and code == 200:
                    code = 404
                self.send_response(code if State.is_ready else 503)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("0.0.0.0", one["port"]), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()


def take_memory(mebibytes):
    taken = bytearray(max(1, int(mebibytes - OWN_MEBIBYTES) * MEBIBYTE))
    for at in range(0, len(taken), 4096):
        taken[at] = 1
    return taken


def needs_memory(of):
    time.sleep(of.get("afterMs", 400) / 1000)
    if of["mebibytes"] > limit_mebibytes():
        say(of.get("log"))
    if of.get("killed") != "child":
        return take_memory(of["mebibytes"])
    child = os.fork()
    if child == 0:
        take_memory(of["mebibytes"])
        time.sleep(1e8)
    time.sleep(2)
    if os.waitpid(child, os.WNOHANG)[0] != 0:
        end(1)
    return None


def leaks(of):
    taken = [take_memory(of["baseMebibytes"])]
    while True:
        say(of.get("log"))
        time.sleep(1)
        taken.append(take_memory(of["mebibytesPerSecond"] + OWN_MEBIBYTES))


def failure_of(call):
    host, port, began = call["host"], call["port"], time.monotonic()
    try:
        address = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)[0][4]
    except OSError:
        return f"curl: (6) Could not resolve host: {host}"
    try:
        socket.create_connection(address, timeout=5).close()
        return None
    except TimeoutError:
        return f"curl: (28) Failed to connect to {host} port {port} after 5001 ms: Timeout was reached"
    except OSError:
        took = int((time.monotonic() - began) * 1000)
        return f"curl: (7) Failed to connect to {host} port {port} after {took} ms: Connection refused"


def calls(of):
    State.is_ready = False
    serve(of.get("serves"))
    while True:
        failures = [text for text in map(failure_of, of["hosts"]) if text is not None]
        State.is_ready = not failures
        if failures:
            say(of.get("failLog") or failures)
            if of["orElse"] == "exits":
                end(1)
        time.sleep(10)


def is_met(one):
    if "env" in one:
        value = os.environ.get(one["env"])
        return (
            value is not None
            and ("oneOf" not in one or value in one["oneOf"])
            and ("matches" not in one or re.search(one["matches"], value) is not None)
        )
    if "path" in one:
        if not (os.path.isfile if one["is"] == "file" else os.path.isdir)(one["path"]):
            return False
        if "matches" not in one:
            return True
        with open(one["path"], encoding="utf-8") as file:
            return re.search(one["matches"], file.read(), re.MULTILINE) is not None
    if "argument" in one:
        return one["argument"] not in sys.argv[1:]
    try:
        with open(one["writes"], "a", encoding="utf-8"):
            return True
    except OSError:
        return False


def demands(of):
    for one in of["settings"]:
        if not is_met(one):
            end(of.get("exitCode", 1), one["log"])
    say(of.get("log"))
    serve(of.get("serves"))


def burn(of):
    need = of["millicores"] * of["readyAfterMs"] / 1e6
    while time.process_time() < need:
        pass


def behave(of, ports):
    kind = of["kind"]
    if kind in ("crashes", "completes"):
        time.sleep(of["afterMs"] / 1000)
        end(of.get("exitCode", 0), of.get("log"))
    if kind == "leaks":
        leaks(of)
    if kind == "calls":
        calls(of)
    if kind == "demands":
        demands(of)
        return
    kept = needs_memory(of) if kind == "needs-memory" else None
    if kind in ("serves", "starts-slowly", "never-ready", "needs-cpu"):
        say(of.get("log"))
    State.is_ready = kind != "never-ready"
    if kind == "needs-cpu":
        burn(of)
    time.sleep(of.get("startsAfterMs", of.get("readyAfterMs", 0) if kind == "starts-slowly" else 0) / 1000)
    serve(of.get("ports") if kind == "serves" else of.get("serves") or ports)
    globals()["kept"] = kept


def main():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    with open("/app/spec.json", encoding="utf-8") as file:
        spec = json.load(file)
    rules = [rule for rule in spec["rules"] if is_mine(rule["match"])]
    behave(rules[-1]["behaviour"] if rules else {"kind": "runs-well"}, spec["ports"])
    if spec["ends"]:
        time.sleep(2)
        end(0)
    while True:
        time.sleep(3600)


main()
