import { Annotation } from "@langchain/langgraph";
import { z } from "zod";
import type { Incident } from "../domain/incident.ts";
import type { Choice } from "../incidents/keep-step.ts";

/** The agents that Supervisor, the fifth, chooses from. */
export const AGENTS = ["researcher", "coder", "autofix-k8s", "human-help"] as const;
export type Agent = (typeof AGENTS)[number];

/** What one agent can be asked to do in one step. Closed: code says which of them are legal now. */
export const MOVES = {
  investigate: "researcher",
  consult: "researcher",
  compute: "coder",
  program: "coder",
  choose: "autofix-k8s",
  propose: "autofix-k8s",
  apply: "autofix-k8s",
  verify: "autofix-k8s",
  "put-back": "autofix-k8s",
  watch: "autofix-k8s",
  "review-approval": "human-help",
  "hand-over": "human-help",
  explain: "human-help",
  "look-after": "human-help",
} as const satisfies Record<string, Agent>;
export type Move = keyof typeof MOVES;

/** Ids and small values alone: what a run remembers of itself. Everything else is read from rows. */
export const RunState = Annotation.Root({
  incidentId: Annotation<string>,
  /** The move that the Supervisor chose last; null ends the run. */
  move: Annotation<Move | null>,
  reason: Annotation<string>,
  steps: Annotation<number>,
  /** When the run began (RFC 3339), whoever goes on with it. */
  startedAt: Annotation<string>,
  /**
   * `asked`: the last look left a question that a computation may answer; `answered`: it did, and the next look uses it.
   * `open`: a model read the evidence and knows no cause either; `programmed`: what a model's program computed is evidence now.
   */
  computation: Annotation<"asked" | "answered" | "open" | "programmed" | null>,
  /** What the move was chosen from, for its step; absent in a checkpoint of an earlier version. */
  choice: Annotation<Choice | undefined>,
  /** An agent waits for its turn with a model: the run ends, and the next one asks again. */
  waits: Annotation<boolean>,
  /** Moves of this run, in order, each with the incident's status before it. */
  taken: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
});
export type RunState = typeof RunState.State;

/** What a run is given beside its state: the fencing epoch of the worker that goes on with it. */
export const runConfigSchema = z.object({
  thread_id: z.string(),
  epoch: z.number(),
  /** When this worker took the run on (RFC 3339): one that goes on after a crash is not late for the time in between. */
  since: z.string(),
  /** The step that the node is called for. */
  step: z.string().optional(),
  /** As it was read right before the node. */
  incident: z.custom<Incident>().optional(),
});
