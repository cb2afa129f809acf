"""Memory of one container over time: a leak, a spike or a plateau; how long until the limit; how much it needs.

Input: {"limitBytes": number | null, "series": [{"id": str, "points": [[seconds, bytes], ...]}]}, one series a run of the
container. Slopes are Theil-Sen medians, which a few wild points do not move (Sen 1968).
"""

LEAST_POINTS = 6
PAIRS = 4000
HEADROOM = 1.25


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def theil_sen(points):
    stride = max(1, len(points) * (len(points) - 1) // 2 // PAIRS)
    slopes, count = [], 0
    for i, (t1, y1) in enumerate(points):
        for t2, y2 in points[i + 1:]:
            count += 1
            if count % stride == 0 and t2 != t1:
                slopes.append((y2 - y1) / (t2 - t1))
    return median(slopes) if slopes else 0.0


def share_explained(points, slope):
    base = median([y - slope * t for t, y in points])
    mean = sum(y for _, y in points) / len(points)
    total = sum((y - mean) ** 2 for _, y in points)
    left = sum((y - base - slope * t) ** 2 for t, y in points)
    return max(0.0, 1 - left / total) if total > 0 else 0.0


def halves(points):
    """The slope of the first and the last half: what fills up and then stays has none in the last."""
    middle = len(points) // 2
    return theil_sen(points[:middle + 1]), theil_sen(points[middle:])


def judge(points, limit):
    slope = theil_sen(points)
    fit = share_explained(points, slope)
    first, last = halves(points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    rise = points[-1][1] - points[0][1]
    span = points[-1][0] - points[0][0]
    grows = slope > 0 and fit >= 0.8 and rise >= 0.25 * max(low, 1) and last >= 0.4 * max(first, slope)
    if grows:
        kind = "leak"
    elif high - low <= 0.1 * high or (first > 0 and last <= 0.1 * max(first, 1e-9) and points[-1][1] >= 0.9 * high):
        kind = "plateau"
    else:
        steepest = max((y2 - y1) for (_, y1), (_, y2) in zip(points, points[1:]))
        kind = "spike" if steepest >= 0.5 * (high - low) else "unclear"
    left = None
    if kind == "leak" and limit is not None and slope > 0:
        left = max(0.0, (limit - points[-1][1]) / slope)
    return {"kind": kind, "slope": slope, "fit": fit, "peak": high, "last": points[-1][1], "left": left, "span": span}


def main(data):
    limit = data["limitBytes"]
    runs = [sorted((float(t), float(y)) for t, y in one["points"]) for one in data["series"]]
    judged = [judge(points, limit) for points in runs if len(points) >= LEAST_POINTS and points[-1][0] > points[0][0]]
    if not judged:
        return {"verdict": "too-few-samples", "runs": 0, "samples": sum(map(len, runs)), "bytesPerSecond": None,
                "secondsToLimit": None, "peakBytes": None, "recommendedLimitBytes": None, "confidence": 0}
    kinds = [one["kind"] for one in judged]
    verdict = max(set(kinds), key=lambda kind: (kinds.count(kind), kind != "unclear", kind))
    chosen = [one for one in judged if one["kind"] == verdict]
    peak = max(one["peak"] for one in judged)
    clipped = limit is not None and peak >= 0.9 * limit
    recommended = None
    # What a limit cut off is not known, and what grows without end needs no size.
    if verdict in ("plateau", "spike") and not clipped:
        mebibyte = 1024 * 1024
        recommended = int(-(-peak * HEADROOM // mebibyte) * mebibyte)
    agreement = kinds.count(verdict) / len(kinds)
    fit = median([one["fit"] for one in chosen]) if verdict == "leak" else 0.8
    confidence = 0 if verdict == "unclear" else round(agreement * min(0.95, fit) * (1 if len(chosen) > 1 else 0.95), 2)
    lefts = [one["left"] for one in chosen if one["left"] is not None]
    return {"verdict": verdict, "runs": len(judged), "samples": sum(map(len, runs)),
            "bytesPerSecond": round(median([one["slope"] for one in chosen]), 3),
            "secondsToLimit": round(min(lefts)) if lefts else None, "peakBytes": int(peak),
            "recommendedLimitBytes": recommended, "confidence": confidence}
