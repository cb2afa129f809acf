"""Templates of log lines with their counts before and after a change, those that changed most first.

Input: {"before": [line, ...], "after": [line, ...]}. What differs from line to line (numbers, ids, addresses, quoted text)
is replaced by a word for its kind; lines that are equal then share a template. After Drain (He et al. 2017), with the
masking alone, for a few hundred lines need no tree.
"""

import re

MASKS = [
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b"), "<address>"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "<hex>"),
    (re.compile(r"\b(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}\b"), "<hex>"),
    (re.compile(r"\"[^\"]{0,200}\"|'[^']{0,200}'"), "<text>"),
    (re.compile(r"(?<![A-Za-z])\d+(?:[.,]\d+)*"), "<number>"),
]
LINES, CHARACTERS, SHOWN = 5000, 400, 20


def template(line):
    line = line[:CHARACTERS].strip()
    for pattern, word in MASKS:
        line = pattern.sub(word, line)
    return re.sub(r"\s+", " ", line)


def main(data):
    counts = {}
    for side in (0, 1):
        for line in data[("before", "after")[side]][-LINES:]:
            if line.strip():
                entry = counts.setdefault(template(line), [0, 0, line[:200]])
                entry[side] += 1
    ordered = sorted(counts.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0]))
    told = [{"template": text, "before": before, "after": after, "example": example,
             "change": "new" if before == 0 else "gone" if after == 0 else "more" if after > before else
             "less" if after < before else "same"}
            for text, (before, after, example) in ordered[:SHOWN]]
    return {"templates": told, "distinct": len(counts)}
