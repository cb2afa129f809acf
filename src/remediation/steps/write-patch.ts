import { isReason, messageOf, OperationError } from "../../core/errors.ts";
import { digestOf } from "../../core/json.ts";
import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { JsonPatch, PatchOperation } from "../../domain/json-patch.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch, valueAt } from "../../kubernetes/json-patch-apply.ts";
import { podTemplateOf } from "../actions/pod-template.ts";
import { bearsTrail } from "../actions/trail.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { handsOffNow } from "./hands-off-now.ts";
import { secondsBetween } from "./run-context.ts";

export type WriteResult =
  | { kind: "written"; object: KubernetesObject }
  /** The API server would take it, and the service runs dry. */
  | { kind: "rehearsed" }
  /** The object is not what the plan relies on. */
  | { kind: "conflict"; reason: string }
  /** The API server, an admission or RBAC said no. */
  | { kind: "refused"; reason: string };

/**
 * The service was down, or the API server took no change, for so long: policy, labels and room were asked before that.
 */
const STALE_SECONDS = 900;

/** A conflict over an object that did not change passes by itself; one that lasts counts as somebody else's change. */
const CONTENDED_SECONDS = 120;

/**
 * Writes one action's patch once. The fresh generation in front of it makes a second copy of the request, which a worker
 * that was overtaken may have under way, fail: the first write moves the generation on.
 */
export async function writePatch(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  action: Action,
): Promise<WriteResult> {
  const [object, not] = await Promise.all([
    deps.reader.get(action.target, run.signal),
    staleReason(deps, attempt) ?? handsOffNow(deps, run, attempt),
    deps.store.assertCurrent(run.claim),
  ]);
  if (object === undefined) return { kind: "conflict", reason: "the object is not there any more" };
  if (isApplied(object, attempt, action)) return { kind: "written", object };
  if (not !== undefined) return { kind: "conflict", reason: not };
  const patch = [...freshTests(object, action.patch), ...action.patch];
  try {
    // Tried here first: the reason then names the field, which the server's answer may not.
    applyJsonPatch(object, patch);
    const request = subresourceOf(action, { target: action.target, patch });
    await deps.effects.run("apply.dry-run", () =>
      deps.writer.patch({ ...request, dryRun: true }, run.signal),
    );
    if (deps.settings.isDryRun === true) return { kind: "rehearsed" };
    await deps.store.assertCurrent(run.claim);
    const written = await deps.effects.run("apply.patch", () =>
      deps.writer.patch({ ...request, dryRun: false }, run.signal),
    );
    return { kind: "written", object: written };
  } catch (error) {
    return afterError(deps, run, { attempt, action, patch, error });
  }
}

/** What an attempt rests on was asked for when it began; much later it is asked for anew. */
export function staleReason(deps: Pick<RemediationDeps, "clock">, attempt: Attempt): string | undefined {
  const waited = secondsBetween(attempt.startedAt, deps.clock.now());
  return waited > STALE_SECONDS
    ? `it was begun ${Math.round(waited)} s ago and never written: what it rests on is looked at anew`
    : undefined;
}

/** A lost answer may hide a write, so the object is looked at; only where it is not ours the error stands. */
async function afterError(
  deps: RemediationDeps,
  run: Run,
  given: { attempt: Attempt; action: Action; patch: JsonPatch; error: unknown },
): Promise<WriteResult> {
  const { attempt, action, error } = given;
  if (!(error instanceof OperationError)) throw error;
  const reason = messageOf(error);
  if (isReason(error, "conflict")) {
    const now = await deps.reader.get(action.target, run.signal);
    if (now !== undefined && isApplied(now, attempt, action)) return { kind: "written", object: now };
    const isContended = now !== undefined && applies(now, given.patch);
    if (isContended && secondsBetween(attempt.startedAt, deps.clock.now()) <= CONTENDED_SECONDS)
      throw new OperationError(reason, { reason: "conflict", retryable: true, cause: error });
    return { kind: "conflict", reason };
  }
  if (isReason(error, "not-found")) return { kind: "conflict", reason };
  if (isReason(error, "invalid") || isReason(error, "forbidden")) return { kind: "refused", reason };
  throw error;
}

/** Whether all that the patch tests is so: nobody changed what it rests on. */
function applies(object: KubernetesObject, patch: JsonPatch): boolean {
  try {
    applyJsonPatch(object, patch);
    return true;
  } catch (error) {
    if (error instanceof OperationError) return false;
    throw error;
  }
}

/** Whether the object holds what this attempt writes: its mark (where it leaves one) and all of its values. */
export function isApplied(object: KubernetesObject, attempt: Attempt, action: Action): boolean {
  if (object.metadata.uid !== action.target.uid) return false;
  const hasTrail = action.type === "ResizePod" || bearsTrail(object, attempt.incidentId, attempt.number);
  return hasTrail && holdsValues(object, action.patch);
}

/** Whether each changed field of the object's own (not its annotations) holds the patch's value, or is gone where it was removed. */
export function holdsValues(object: KubernetesObject, patch: JsonPatch): boolean {
  return patch.every(
    (operation) =>
      operation.op === "test" ||
      operation.path.startsWith("/metadata/") ||
      digestOf(valueAt(object, operation.path) ?? null) === digestOf(writtenBy(operation)),
  );
}

/** What stands at an operation's path once it is done; null for nothing. */
export function writtenBy(operation: PatchOperation): unknown {
  return operation.op === "remove" ? null : operation.value;
}

/** An object without annotations gets the map itself: its version too must then be the one that was read. */
export function freshTests(object: KubernetesObject, patch: JsonPatch): JsonPatch {
  const tests: JsonPatch = [];
  if (object.metadata.generation !== undefined)
    tests.push({ op: "test", path: "/metadata/generation", value: object.metadata.generation });
  const makesMap = patch.some((operation) => operation.path === "/metadata/annotations");
  if (makesMap || object.metadata.generation === undefined)
    tests.push({
      op: "test",
      path: "/metadata/resourceVersion",
      value: object.metadata.resourceVersion ?? "",
    });
  return tests;
}

export function subresourceOf<T extends object>(action: Action, request: T): T & { subresource?: string } {
  return action.type === "ResizePod" ? { ...request, subresource: "resize" } : request;
}

export function templateDigestOf(object: KubernetesObject): string {
  return digestOf(podTemplateOf(object) ?? null);
}
