import { NO_TRACING, type SpanStart, type Tracing } from "../core/tracing.ts";
import type { PythonRunner } from "../sandbox/python-runner.ts";
import type { AgentDeps } from "./nodes/deps.ts";

const toolSpan = (tool: string, type: "function" | "datastore"): SpanStart => ({
  name: `execute_tool ${tool}`,
  attributes: {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": tool,
    "gen_ai.tool.type": type,
  },
});

/** Code and input are evidence: they are in the audit, not in a trace. */
export function tracedPython(inner: PythonRunner, tracing: Tracing = NO_TRACING): PythonRunner {
  return {
    run: (program, signal) =>
      tracing.span(toolSpan("python", "function"), async (span) => {
        const outcome = await inner.run(program, signal);
        if (outcome.kind === "failure") span.set({ "error.type": outcome.failure });
        return outcome;
      }),
    close: () => inner.close(),
  };
}

export function tracedNotes(
  inner: AgentDeps["notesOf"],
  tracing: Tracing = NO_TRACING,
): AgentDeps["notesOf"] {
  return (...asked) =>
    tracing.span(toolSpan("research", "datastore"), async (span) => {
      const notes = await inner(...asked);
      span.set({ "kube_autofix.notes": notes.length });
      return notes;
    });
}
