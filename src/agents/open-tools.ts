import type { Config } from "../config/config.ts";
import type { Shutdown } from "../core/shutdown.ts";
import { type ModelParts, openModel } from "../incidents/open-model.ts";
import { createPythonRunner } from "../sandbox/create-python-runner.ts";
import type { AgentDeps } from "./nodes/deps.ts";
import { type ResearchOptions, startResearch } from "./research/start-research.ts";
import { tracedNotes, tracedPython } from "./traced-tools.ts";

/** What the agents have beside the cluster and the rows: a model, a sandbox, runbooks and the web. None of it writes. */
export async function openTools(
  config: Pick<Config, "model" | "research" | "sandbox">,
  parts: ModelParts & Omit<ResearchOptions, "config"> & { shutdown: Shutdown },
): Promise<Pick<AgentDeps, "model" | "notesOf" | "python">> {
  const python = config.sandbox.isOn ? createPythonRunner(parts) : undefined;
  if (python !== undefined) parts.shutdown.add("sandbox", () => python.close());
  return {
    model: { port: openModel(config.model, parts), maxWaitSeconds: config.model.maxWaitSeconds },
    python: python && tracedPython(python, parts.tracing),
    notesOf: tracedNotes(await startResearch({ ...parts, config: config.research }), parts.tracing),
  };
}
