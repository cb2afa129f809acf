import type { Action, ActionParameters } from "../../domain/action.ts";
import type { Repair, RepairType } from "../../domain/repair.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { FieldEdit, Json } from "./field-edit.ts";
import type { Trail } from "./trail.ts";

/** A field that is left alone, and what it must hold. */
export interface FieldValue {
  pointer: string;
  value: Json;
}

/** What an action would write, or why it does not. */
export type Compiled<P = never> =
  | {
      edits: FieldEdit[];
      /** What makes the fields the right ones, such as the name of the container at an index: tested also before a return. */
      relies?: FieldValue[];
      /** What the change was worked out from: it must still hold when the change is made, and may be another one later. */
      grounds?: FieldValue[];
      /** For people, one line: "image of container web: web:1.2 -> web:1.3". */
      sentence: string;
    }
  /** No patch: a step of its own carries it out, with these parameters. */
  | { step: P; sentence: string }
  | { refusal: string };

/** One kind of change: what it may be made to, how it is compiled, what could go wrong, and who may allow it. */
export interface ActionDefinition<T extends RepairType> {
  type: T;
  targetKinds: readonly string[];
  /** The proof that it held, by the kind of its target. */
  proof(kind: string): Action["proof"]["kind"];
  /** Pure; looks at the object as it is now and refuses what does not fit it any more. */
  compile(
    object: KubernetesObject,
    parameters: ActionParameters[T],
    trail: Pick<Trail, "incidentId" | "attemptNumber">,
  ): Compiled<ActionParameters[T]>;
  /** Why there is no way back: then a change that did not hold stays, and that is said. */
  oneWay?: string;
  /** What could go wrong, each with its weight: 0 tells, 1 counts. */
  risks(parameters: ActionParameters[T]): { weight: number; reason: string }[];
  /** Where no rule of the policy speaks: `auto` only for what is reversible, narrow and exclusively proven. */
  verdict(repair: Extract<Repair, { type: T }>): Pick<Verdict, "verdict" | "rule" | "reason">;
}

export const forAPerson = (what: string) => ({
  verdict: "approve" as const,
  rule: "default-approve",
  reason: `${what} is for a person to allow`,
});

export const onlyAnswer = (what: string) => ({
  verdict: "auto" as const,
  rule: "default-only-answer",
  reason: `${what}, and the evidence leaves no other answer`,
});

/** The proof of a change of a pod template. */
export const templateProof = (kind: string): Action["proof"]["kind"] =>
  kind === "CronJob" ? "next-job" : "rollout";

export const TEMPLATE_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"] as const;
