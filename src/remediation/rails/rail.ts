import type { Standing } from "../../domain/experience.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import type { Autonomy, Verdict } from "../../domain/verdict.ts";
import type { ActionBounds } from "../policy/bounds.ts";
import type { RecordedFacts } from "../policy/facts.ts";
import type { MemoryBounds } from "../sizing/bounds.ts";

/** Everything that a verdict follows from, as plain data: the audit keeps it, and the same input gives the same verdict. */
export interface JudgeInput {
  draft: PlanDraft;
  facts: RecordedFacts;
  /** The environment's cap on all verdicts. */
  autonomy: Autonomy;
  /** Why a person wants nothing changed here for a time; null where nobody does. */
  paused: string | null;
  /** Why a return would bring back a change of ours that was put back; absent in rows of earlier versions. */
  ownFailedChange?: string | null | undefined;
  /** Who undid such a repair here; absent in rows of earlier versions. */
  undoneBefore?: string | null | undefined;
  /** Namespace that this service runs in; "" where it is not known. */
  ownNamespace: string;
  /** What the action itself would have decided; null for memory and for a return, which have defaults of their own. */
  repairDefault: Pick<Verdict, "verdict" | "rule" | "reason"> | null;
  /** The evidence leaves no other answer than this repair. */
  isExclusive: boolean;
  /** Where memory killed: what the evidence allows, and for a memory action the last value that we did not write. */
  memory: {
    foreignLimitBytes: number;
    isRepeated: boolean;
    /** Raises of ours on this field since then. */
    raises: number;
    growth: "unknown" | "bounded" | "unbounded";
    /** Why the cluster has no room for the new size; null where it has. */
    noRoom: string | null;
  } | null;
  /** Why the change would take down more than a budget allows, or the last replica of a Service; absent in rows of earlier versions. */
  disruption?: string | null | undefined;
  /** A person gave a hint: they see what comes of it before it happens. */
  isHinted: boolean;
  /** How the main action did before for this cause on objects of this shape; null where nothing is remembered, absent in rows of earlier versions. */
  experience?: Standing | null | undefined;
}

export interface RailContext {
  input: JudgeInput;
  protectedNamespaces: readonly string[];
  memoryBounds: MemoryBounds;
  bounds: ActionBounds;
}

/** A rail denies with its reason, or passes. No configuration removes one. */
export type Rail = (context: RailContext) => { rule: string; reason: string } | undefined;
