import { ACTION_PARAMETERS, type Action, actionSchema } from "../../../domain/action.ts";
import type { Standing, Tally } from "../../../domain/experience.ts";
import type { Risk } from "../../../domain/plan.ts";
import type { RepairType } from "../../../domain/repair.ts";
import { tryParseMemory } from "../../../kubernetes/quantity.ts";
import { definitionOf, REPAIR_TYPES } from "../../actions/catalogue.ts";
import type { JudgeInput } from "../../rails/rail.ts";
import { actionFacts } from "../action-facts.ts";
import type { RecordedFacts, SignalFacts } from "../facts.ts";
import type { Given } from "./case-file.ts";
import { SAMPLE_PARAMETERS } from "./sample-parameters.ts";

const WORKLOAD = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "app" };
const MARKS = { labels: {}, annotations: {} };

/** The usual values, but for those that are given. */
const over = <T extends object>(usual: T, given: { [K in keyof T]?: T[K] | undefined } | undefined): T =>
  ({ ...usual, ...given }) as T;

/** What the policy would be asked with: a change that nothing speaks against, with what the case says otherwise. Throws where a parameter is none of the action's. */
export function inputOfCase(given: Given): JudgeInput {
  const { workload, namespace, history = {} } = given;
  const namespaceName =
    namespace?.name ?? workload?.namespace ?? given.subject?.namespace ?? WORKLOAD.namespace;
  const object = over({ ...WORKLOAD, ...MARKS, replicas: 1, namespace: namespaceName }, workload);
  const { apiVersion, kind, name } = object;
  const action = actionOf(given, { apiVersion, kind, name, namespace: object.namespace, uid: "case" });
  const draftRisk = over<Risk>({ level: "low", reasons: [] }, given.risk);
  const { tried = 0, held = 0, attempts = 0, failed = 0, changes = 0 } = history;
  const isMemory = action.type === "SetMemoryLimit" || action.type === "ResizePod";
  const isExclusive = given.isExclusive ?? true;
  return {
    draft: { incidentId: "case", sentence: "a case", risk: draftRisk, actions: [action], notes: [] },
    facts: {
      signal: over<SignalFacts>(
        { source: "pod-status", symptom: "oom-killed", severity: "", labels: {} },
        given.signal,
      ),
      finding: over<RecordedFacts["finding"]>(
        { cause: "memory-limit-too-low", confidence: 0.95, ruledOut: [], foundBy: "signatures" },
        given.finding,
      ),
      subject: over({ apiVersion, kind, name, namespace: object.namespace }, given.subject),
      workload: object,
      namespace: { ...over({ ...MARKS, name: "" }, namespace), name: namespaceName },
      action: actionFacts(action, undefined),
      risk: draftRisk,
      history: { attempts, failed, changes },
      cluster: over(
        { name: "", openIncidents: 1, changesInFlight: 0, nodes: 3, nodesNotReady: 0 },
        given.cluster,
      ),
      now: new Date(given.now ?? "2026-01-07T12:00:00Z"),
    },
    autonomy: given.autonomy ?? "auto",
    paused: null,
    ownNamespace: "",
    repairDefault: repairDefault(action, isExclusive),
    isExclusive,
    memory: isMemory
      ? {
          foreignLimitBytes: action.parameters.fromLimitBytes,
          isRepeated: true,
          raises: changes,
          growth: "bounded",
          noRoom: null,
        }
      : null,
    isHinted: given.isHinted ?? false,
    experience: tried === 0 ? null : standingOfCounts({ held, tried }),
  };
}

function actionOf(given: Given, target: Action["target"]): Action {
  const type = given.action?.type ?? "SetMemoryLimit";
  const parameters = { ...SAMPLE_PARAMETERS[type], ...inBytes(given.action?.parameters ?? {}) };
  const strange = Object.keys(parameters).filter((key) => !Object.hasOwn(ACTION_PARAMETERS[type].shape, key));
  if (strange.length > 0) throw new Error(`${type} has no parameter ${strange.join(", ")}`);
  return actionSchema.parse({
    type,
    target,
    parameters,
    patch: [],
    inverse: [],
    proof: { kind: "health", soakSeconds: 60, clipped: false, sentence: "" },
    sentence: "a case",
  });
}

function inBytes(parameters: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      key.endsWith("Bytes") && typeof value === "string" ? (tryParseMemory(value) ?? value) : value,
    ]),
  );
}

function repairDefault({ type, parameters }: Action, isExclusive: boolean): JudgeInput["repairDefault"] {
  const repair = { type, parameters, isExclusive };
  if (!REPAIR_TYPES.some((one) => one === type)) return null;
  return definitionOf<RepairType>(repair as never).verdict(repair as never);
}

function standingOfCounts({ held, tried }: { held: number; tried: number }): Standing {
  const none: Tally = { held: 0, tried: 0, heldWeight: 0, weight: 0 };
  return { here: none, namespace: none, cluster: { held, tried, heldWeight: held, weight: tried } };
}
