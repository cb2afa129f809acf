/**
 * The program of a model that was told in evidence no more than the end of a log: it looks through all lines for what a
 * program says of values that it takes, and counts them.
 */
export const goodProgram = {
  program: "run",
  question: "which lines of all logs say what values are allowed",
  code: `import re

SAYS = re.compile(r"(?:must be|expected|has to be|allowed)(?: one of)?:? [\\w.-]+(?:, | or |\\|)[\\w.-]+", re.I)


def main(data):
    counts = {}
    for log in data["logs"]:
        for line in log["lines"]:
            if SAYS.search(line):
                counts[line[:200]] = counts.get(line[:200], 0) + 1
    told = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"lines": [{"line": line, "times": times} for line, times in told[:5]]}
`,
  output: JSON.stringify({
    type: "object",
    required: ["lines"],
    properties: {
      lines: {
        type: "array",
        maxItems: 5,
        items: {
          type: "object",
          required: ["line", "times"],
          properties: { line: { type: "string", maxLength: 200 }, times: { type: "integer", minimum: 1 } },
        },
      },
    },
  }),
};
