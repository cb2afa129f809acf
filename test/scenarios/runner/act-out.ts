import type { Clock } from "../../../src/core/clock.ts";
import type { Play, Step } from "../scenario.ts";
import type { World } from "./world.ts";

/** How long healthy objects run before anything happens, where the scenario does not say. */
const HEALTHY_SECONDS = 60;
/** Alert rules wait before they fire (`for:`). */
const ALERT_AFTER_SECONDS = 60;

export interface ActingOut {
  world: World;
  clock: Clock;
  namespace: string;
  sendAlert(labels: Record<string, string>, annotations: Record<string, string>): Promise<void>;
  signal: AbortSignal;
}

/** All that happens on the cluster in a scenario, up to its alert. */
export async function actOut(play: Play, acting: ActingOut): Promise<void> {
  const { world, namespace } = acting;
  const sleep = (seconds: number) => acting.clock.sleep(seconds * 1_000, acting.signal);
  for (const rule of play.behaviours ?? []) world.behave(rule);
  for (const rule of play.images ?? []) world.image(rule);
  for (const rule of play.webhooks ?? []) world.webhook({ namespace, ...rule });
  for (const rule of play.loads ?? []) world.load({ namespace, ...rule });
  if (play.before !== undefined && play.before.length > 0) {
    await world.apply(play.before);
    await sleep(play.healthySeconds ?? HEALTHY_SECONDS);
  }
  for (const step of play.steps) {
    await sleep(step.afterSeconds);
    await take(step, acting);
  }
  if (play.alert === undefined) return;
  await sleep(ALERT_AFTER_SECONDS);
  await acting.sendAlert(await alertLabels(play.alert, acting), play.alertAnnotations ?? {});
}

async function take(step: Step, { world, namespace }: ActingOut): Promise<void> {
  if ("apply" in step) await world.apply(step.apply);
  else if ("remove" in step) await world.remove(step.remove);
  else if ("patch" in step) await world.patch(step.patch, step.with);
  else if ("behave" in step) for (const rule of step.behave) world.behave(rule);
  else if ("load" in step) for (const rule of step.load) world.load({ namespace, ...rule });
  else await world.node(step.node, step.becomes);
}

async function alertLabels(
  labels: Record<string, string>,
  { world, namespace }: ActingOut,
): Promise<Record<string, string>> {
  const pod = labels.pod?.endsWith("*") ? await world.read({ kind: "Pod", name: labels.pod }) : undefined;
  return {
    namespace,
    severity: "warning",
    ...labels,
    ...(pod !== undefined && { pod: pod.metadata.name }),
  };
}
