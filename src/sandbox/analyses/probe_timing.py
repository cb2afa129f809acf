"""Slow start or dead: whether a program that a probe ends was on its way, and how long its start takes.

Input: {"ready": [seconds, ...], "runs": [{"lines": [line, ...], "ranSeconds": number}], "periodSeconds": number}.
`ready` are starts that were measured. Else the log tells: of progress ("40 %", "3 of 12") that rises in a run, with the
time that stands at the line or the run's length, the rest of the way is reckoned.
"""

import re

PERCENT = re.compile(r"(?<![\d.])(\d{1,3})(?:\.\d+)? ?(?:%|percent\b)")
PART = re.compile(r"(?<![\d./])(\d{1,9}) ?(?:/|of|out of) ?(\d{1,9})(?![\d./])")
CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6}))?")
FACTOR = 2
LONGEST = 3600


def share(line):
    found = PERCENT.search(line)
    if found and int(found[1]) <= 100:
        return int(found[1]) / 100
    found = PART.search(line)
    if found and 0 < int(found[2]) and int(found[1]) <= int(found[2]):
        return int(found[1]) / int(found[2])
    return None


def clock(line):
    found = CLOCK.search(line[:60])
    if not found:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3])
    return hours * 3600 + minutes * 60 + seconds + float("0." + (found[4] or "0"))


def progress(run):
    told = [(clock(line[:500]), share(line[:500])) for line in run["lines"][-500:]]
    marks = [(at, part) for at, part in told if part is not None]
    if not marks:
        return None
    parts = [part for _, part in marks]
    rising = len(set(parts)) >= 3 and all(b >= a for a, b in zip(parts, parts[1:]))
    last = max(parts)
    begin = next((at for at, _ in told if at is not None), None)
    when = marks[-1][0]
    elapsed = (when - begin) % 86400 if begin is not None and when is not None else run["ranSeconds"]
    silence = max(0.0, run["ranSeconds"] - elapsed)
    return {"rising": rising, "last": last, "elapsed": max(elapsed, 1.0), "silence": silence}


def main(data):
    period = max(1, data["periodSeconds"])
    measured = [one for one in data["ready"] if 0 < one < LONGEST]
    if measured:
        return answer("slow-start", max(measured), "measured", period, 0.95)
    seen = [found for found in map(progress, data["runs"]) if found is not None]
    if not seen:
        return answer("unknown", None, None, period, 0)
    rising = [one for one in seen if one["rising"] and 0 < one["last"] < 1]
    # It stood still for longer than it had moved: what stopped will not arrive.
    stuck = [one for one in seen if one["silence"] > max(2 * one["elapsed"], 30)]
    lasts = {round(one["last"], 2) for one in seen}
    if len(stuck) == len(seen) and len(seen) >= 2 and len(lasts) == 1:
        return answer("dead", None, "progress", period, 0.85)
    if rising and not stuck:
        estimate = max(one["elapsed"] / one["last"] for one in rising)
        if estimate <= LONGEST:
            return answer("slow-start", estimate, "progress", period, 0.9 if len(rising) > 1 else 0.8)
    return answer("unknown", None, None, period, 0)


def answer(verdict, seconds, how, period, confidence):
    start = None if seconds is None else int(-(-seconds // 1))
    window = None if start is None else FACTOR * start
    return {"verdict": verdict, "startSeconds": start, "from": how, "confidence": confidence,
            "startupProbe": None if window is None else
            {"periodSeconds": period, "failureThreshold": int(-(-window // period))},
            "initialDelaySeconds": start}
