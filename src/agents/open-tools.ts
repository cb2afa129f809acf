import type { Config } from "../config/config.ts";
import { type ModelParts, openModel } from "../incidents/open-model.ts";
import { createPythonRunner } from "../sandbox/create-python-runner.ts";
import type { PythonRunner } from "../sandbox/python-runner.ts";
import type { AgentDeps } from "./nodes/deps.ts";
import { type ResearchOptions, startResearch } from "./research/start-research.ts";
import { tracedNotes, tracedPython } from "./traced-tools.ts";

/** What the agents have beside the cluster and the rows: a model, a sandbox, runbooks and the web. None of it writes. */
export async function openTools(
  config: Pick<Config, "model" | "research">,
  parts: ModelParts & Omit<ResearchOptions, "config">,
): Promise<Pick<AgentDeps, "model" | "notesOf"> & { python: PythonRunner }> {
  return {
    model: { port: openModel(config.model, parts), maxWaitSeconds: config.model.maxWaitSeconds },
    python: tracedPython(createPythonRunner(parts), parts.tracing),
    notesOf: tracedNotes(await startResearch({ ...parts, config: config.research }), parts.tracing),
  };
}
