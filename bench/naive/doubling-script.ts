import type { Clock } from "../../src/core/clock.ts";
import type { ClassicStage } from "./classic-stage.ts";
import { endsOf, isOomKilled, limitOf } from "./classic-state.ts";

const LOOK_EVERY_MS = 1_000;

/**
 * What is written on an evening: looks each second, and where a pod was OOM-killed under the limit that the workload has
 * now, doubles that. Kills of pods that a raise has overtaken are passed over, or it would do worse.
 */
export async function runDoublingScript(of: {
  stage: ClassicStage;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { stage, clock, signal } = of;
  const answered = new Map<string, number>();
  while (!signal.aborted) {
    const limitBytes = limitOf((await stage.deployment()).spec.template.spec.containers);
    const killed = (await stage.pods()).filter((pod) => {
      const isNew = endsOf(pod) > (answered.get(pod.metadata.uid) ?? 0);
      return isNew && isOomKilled(pod) && limitOf(pod.spec.containers) === limitBytes;
    });
    for (const pod of killed) answered.set(pod.metadata.uid, endsOf(pod));
    if (killed.length > 0) await stage.setLimit(limitBytes * 2);
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
}
