/**
 * Every step that leaves a trace outside this process's memory, in the order of the road. A step is wrapped by
 * `Effects.run`, which names the two instants at which a crash matters: before it and after it.
 */
export const EFFECT_NAMES = [
  "ingest.commit",
  "correlate.take",
  "correlate.commit",
  "correlate.put-off",
  "run.claim",
  "run.put-off",
  "run.end",
  "finding.commit",
  "step.commit",
  "plan.commit",
  "decision.commit",
  "escalation.commit",
  "attempt.begin",
  "apply.dry-run",
  "apply.patch",
  "apply.step",
  "apply.record",
  "apply.event",
  "verify.commit",
  "return.begin",
  "return.dry-run",
  "return.patch",
  "return.record",
  "close.commit",
  "notify.begin",
  "notify.send",
  "notify.record",
  "notify.put-off",
] as const;
export type EffectName = (typeof EFFECT_NAMES)[number];
export type EffectInstant = `${EffectName}:${"before" | "after"}`;

export interface Effects {
  run<T>(name: EffectName, effect: () => Promise<T>): Promise<T>;
}

/** `at` is called at each instant; production passes none, the crash test kills the process there. */
export function createEffects(at: (instant: EffectInstant) => void | Promise<void> = () => {}): Effects {
  return {
    async run(name, effect) {
      await at(`${name}:before`);
      const result = await effect();
      await at(`${name}:after`);
      return result;
    },
  };
}
