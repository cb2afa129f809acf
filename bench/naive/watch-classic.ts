import type { Clock } from "../../src/core/clock.ts";
import type { ClassicStage } from "./classic-stage.ts";
import { endsOf, isRolledOut, limitOf } from "./classic-state.ts";

export interface Watching {
  stage: ClassicStage;
  clock: Clock;
  /** Ready and without an end for so long: steady. */
  soakSeconds: number;
  /** After the first end; who is not steady by then is taken for never. */
  boundSeconds: number;
  signal: AbortSignal;
}

export interface Watched {
  isSteady: boolean;
  /** From the first end until it was ready for good, without the soak; the bound where it never was. */
  seconds: number;
  /** Times that the program was ended and had to be started anew. */
  restarts: number;
  limitBytes: number;
}

const LOOK_EVERY_MS = 500;
/** A node may have to pull the image first. */
const FIRST_END_WITHIN_MS = 300_000;

/** Looks at pods and Deployment, and does nothing else, until it is steady or the bound is over. */
export async function watchClassic(watching: Watching): Promise<Watched> {
  const { stage, clock, soakSeconds, boundSeconds, signal } = watching;
  const nowMs = () => clock.now().getTime();
  const startedMs = nowMs();
  const ends = new Map<string, number>();
  let restarts = 0;
  let firstEndMs: number | undefined;
  let readySinceMs: number | undefined;
  let limitBytes = Number.NaN;
  for (; ; await clock.sleep(LOOK_EVERY_MS, signal)) {
    const deployment = await stage.deployment();
    // A pod that is gone keeps what was seen of it.
    for (const pod of await stage.pods())
      ends.set(pod.metadata.uid, Math.max(ends.get(pod.metadata.uid) ?? 0, endsOf(pod)));
    const sum = [...ends.values()].reduce((all, one) => all + one, 0);
    const atMs = nowMs();
    limitBytes = limitOf(deployment.spec.template.spec.containers);
    if (sum > restarts) firstEndMs ??= atMs;
    // A program may look ready for the moment before it is killed.
    if (sum > restarts || !isRolledOut(deployment)) readySinceMs = undefined;
    else readySinceMs ??= atMs;
    restarts = sum;
    if (firstEndMs === undefined) {
      if (atMs - startedMs < FIRST_END_WITHIN_MS) continue;
      throw new Error(`the program in ${stage.namespace} was not killed: is there a node that runs it?`);
    }
    if (readySinceMs !== undefined && atMs - readySinceMs >= soakSeconds * 1_000)
      return { isSteady: true, seconds: (readySinceMs - firstEndMs) / 1_000, restarts, limitBytes };
    if (atMs - firstEndMs >= boundSeconds * 1_000 && readySinceMs === undefined)
      return { isSteady: false, seconds: boundSeconds, restarts, limitBytes };
  }
}
