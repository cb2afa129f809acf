"""How long the runs of a container were, and whether they end at the same point.

Input: {"runs": [{"startedAt": seconds, "finishedAt": seconds}, ...]}.
"""


def main(data):
    runs = sorted((one["startedAt"], one["finishedAt"]) for one in data["runs"])
    lengths = sorted(max(0.0, finished - started) for started, finished in runs)
    if not lengths:
        return {"runs": 0, "shortestSeconds": None, "medianSeconds": None, "longestSeconds": None,
                "variation": None, "meanGapSeconds": None, "pattern": "none"}
    middle = len(lengths) // 2
    median = lengths[middle] if len(lengths) % 2 else (lengths[middle - 1] + lengths[middle]) / 2
    mean = sum(lengths) / len(lengths)
    spread = (sum((one - mean) ** 2 for one in lengths) / len(lengths)) ** 0.5
    variation = spread / mean if mean > 0 else 0.0
    gaps = [max(0.0, later[0] - earlier[1]) for earlier, later in zip(runs, runs[1:])]
    pattern = "single" if len(lengths) == 1 else "same-point" if variation <= 0.1 or spread <= 1 else \
        "spread" if variation <= 0.5 else "erratic"
    return {"runs": len(lengths), "shortestSeconds": round(lengths[0], 1), "medianSeconds": round(median, 1),
            "longestSeconds": round(lengths[-1], 1), "variation": round(variation, 3),
            "meanGapSeconds": round(sum(gaps) / len(gaps), 1) if gaps else None, "pattern": pattern}
