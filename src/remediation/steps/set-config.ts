import { messageOf, OperationError } from "../../core/errors.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { PatchOperation } from "../../domain/json-patch.ts";
import { type ConfigAction, configActionOf } from "../../domain/main-action.ts";
import { describeRef, objectKey } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { updateAttempt } from "../ledger/attempt-rows.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { recordWrite } from "../ledger/target-ledger.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { returnPatch } from "../verify/return-patch.ts";
import { freshTests, holdsValues, type WriteResult, writePatch } from "./write-patch.ts";

const SET = "apply:config";
/** From here on the value is put back, whatever a crash hides: pods are not made anew for it any more. */
const GIVEN_UP = "return:config-begun";
const BACK = "return:config";

interface Change {
  attempt: Attempt;
  cluster: string;
}

/** Sets the ConfigMap's value that the attempt begins with, once; does nothing where it begins with none. */
export async function setConfig(
  deps: RemediationDeps,
  run: Run,
  { attempt, cluster }: Change,
): Promise<{ attempt: Attempt } | { stopped: Exclude<WriteResult, { kind: "written" | "rehearsed" }> }> {
  const action = configActionOf(attempt.plan);
  if (action === undefined || attempt.steps.includes(SET)) return { attempt };
  const result = await writePatch(deps, run, attempt, action);
  if (result.kind === "rehearsed") return { attempt };
  if (result.kind !== "written") return { stopped: result };
  const text = `the value is set: ${action.sentence}`;
  const done = await record(deps, run, { attempt, cluster }, { action, step: SET, kind: "applied", text });
  return { attempt: done };
}

/** Whether the value was set and the rest of the plan was not to be: a crash must not make it go on. */
export const isGivenUp = ({ steps }: Attempt): boolean => steps.includes(GIVEN_UP);

/** The pods could not be made anew, so the value is put back: a plan is done as a whole or not at all. */
export async function giveUpConfig(
  deps: RemediationDeps,
  run: Run,
  change: Change,
  reason: string,
): Promise<{ attempt: Attempt; reason: string }> {
  const { attempt } = change;
  if (!attempt.steps.includes(SET)) return { attempt, reason };
  const begun = isGivenUp(attempt) ? attempt : await giveUp(deps, run, attempt, reason);
  const back = await putConfigBack(deps, run, { ...change, attempt: begun });
  const why = begun.failure ?? reason;
  return back.kind === "back"
    ? { attempt: back.attempt, reason: `${why}; the ConfigMap has its earlier value again` }
    : { attempt: begun, reason: `${why}; the ConfigMap keeps the new value: ${back.reason}` };
}

async function giveUp(deps: RemediationDeps, run: Run, attempt: Attempt, failure: string): Promise<Attempt> {
  const steps = [...attempt.steps, GIVEN_UP];
  await deps.store.withClaim("apply.record", run.claim, (tx) =>
    updateAttempt(tx.db, attempt.id, { steps, failure }),
  );
  return { ...attempt, steps, failure };
}

/** Puts the value back where it is still ours. Throws where the API server cannot be reached: then it is tried again. */
export async function putConfigBack(
  deps: RemediationDeps,
  run: Run,
  change: Change,
  tries = 3,
): Promise<{ kind: "back"; attempt: Attempt } | { kind: "stays"; reason: string }> {
  const { attempt } = change;
  const action = configActionOf(attempt.plan);
  if (action === undefined || attempt.steps.includes(BACK)) return { kind: "back", attempt };
  const object = await deps.reader.get(action.target, run.signal);
  if (object === undefined || object.metadata.uid !== action.target.uid)
    return { kind: "stays", reason: `${describeRef(action.target)} is not there any more` };
  const returned = returnPatch(object, action);
  if (returned.kind === "foreign") return { kind: "stays", reason: returned.reason };
  if (returned.kind === "patch") {
    const patch = [...freshTests(object, returned.patch), ...returned.patch];
    const stays = await write(deps, run, { action, patch });
    if (stays === "conflict" && tries > 1) return putConfigBack(deps, run, change, tries - 1);
    if (stays !== undefined) return { kind: "stays", reason: stays };
  }
  const text = `${describeRef(action.target)} has its earlier value again`;
  return {
    kind: "back",
    attempt: await record(deps, run, change, { action, step: BACK, kind: "returned", text }),
  };
}

/** Why it could not be written for good; undefined where it is. */
async function write(
  deps: RemediationDeps,
  run: Run,
  { action, patch }: { action: ConfigAction; patch: PatchOperation[] },
): Promise<string | undefined> {
  const request = { target: action.target, patch };
  try {
    for (const dryRun of [true, false]) {
      await deps.store.assertCurrent(run.claim);
      await deps.effects.run(dryRun ? "return.dry-run" : "return.patch", () =>
        deps.writer.patch({ ...request, dryRun }, run.signal),
      );
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof OperationError) || error.retryable) throw error;
    // Somebody was faster: what stands there now decides.
    return error.reason === "conflict" ? "conflict" : messageOf(error);
  }
}

async function record(
  deps: RemediationDeps,
  run: Run,
  { attempt, cluster }: Change,
  done: { action: ConfigAction; step: string; kind: "applied" | "returned"; text: string },
): Promise<Attempt> {
  const { action, step, kind, text } = done;
  const steps = [...attempt.steps, step];
  const { from, to } = action.parameters;
  const [before, after] = kind === "applied" ? [from, to] : [to, from];
  await deps.store.withClaim(kind === "applied" ? "apply.record" : "return.record", run.claim, async (tx) => {
    await updateAttempt(tx.db, attempt.id, { steps });
    for (const field of fieldsOf(action)) {
      const key = { cluster, targetKey: objectKey(action.target), path: field.key };
      const values = { before: fieldText(before), after: fieldText(after) };
      await recordWrite(tx.db, key, { ...values, at: deps.clock.now(), counts: kind === "applied" });
    }
    await tx.note(kind, {
      text,
      input: { attemptId: attempt.id, patch: kind === "applied" ? action.patch : action.inverse },
      output: { step },
    });
  });
  return { ...attempt, steps };
}

/** Whether the ConfigMap holds what the plan set or, on the way back, what stood there; true where the plan has none. */
export async function configHolds(
  deps: Pick<RemediationDeps, "reader">,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<{ ours: boolean; earlier: boolean; object: KubernetesObject | undefined }> {
  const action = configActionOf(attempt.plan);
  if (action === undefined) return { ours: true, earlier: true, object: undefined };
  const object = await deps.reader.get(action.target, signal);
  const isSame = object !== undefined && object.metadata.uid === action.target.uid;
  return {
    ours: isSame && holdsValues(object, action.patch),
    earlier: isSame && holdsValues(object, action.inverse),
    object,
  };
}
