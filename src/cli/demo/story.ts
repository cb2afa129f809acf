import type { Clock } from "../../core/clock.ts";
import type { Narrator } from "./narrator.ts";
import type { IncidentJson, ServiceClient } from "./service-client.ts";

/** A pod of the story that was killed, as the alert names it. */
export interface KilledPod {
  name: string;
  container: string;
}

export interface Story {
  name: string;
  title: string;
  namespace: string;
  /** Brings the workload onto the cluster and waits until its kills would raise an alert. */
  begin(): Promise<KilledPod>;
  /** Whether the incident, once it rests, ended as this story should; the text says what that is. */
  expected: { text: string; holds(incident: IncidentJson): boolean };
  /** More than one attempt is part of the story, so that a closed incident is its end and nothing before. */
}

export interface StoryDeps {
  client: ServiceClient;
  narrator: Narrator;
  clock: Clock;
  sendAlert(namespace: string, pod: KilledPod): Promise<void>;
  /** Called once for each approval that the incident waits for. */
  decide(incident: IncidentJson): Promise<void>;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Plays one story to its end and says whether it ended as it should. */
export async function playStory(
  story: Story,
  deps: StoryDeps,
): Promise<{ incident: IncidentJson; ok: boolean }> {
  deps.narrator.heading(story.title);
  const pod = await story.begin();
  deps.narrator.line(
    `pod ${story.namespace}/${pod.name} was OOM-killed again; Alertmanager delivers KubePodOOMKilled`,
  );
  await deps.sendAlert(story.namespace, pod);
  const incident = await followToRest(story.namespace, deps);
  const ok = story.expected.holds(incident);
  deps.narrator.end(ok, `${story.expected.text}: incident is ${incident.status}${outcomeOf(incident)}`);
  return { incident, ok };
}

export const outcomeOf = (incident: IncidentJson) =>
  incident.outcome === null ? "" : ` (${incident.outcome})`;

/** How often the incident is read while it is followed; wall time. */
const READ_EVERY_MS = 100;

/** Tells what happens to the newest incident of a namespace until it rests. */
export async function followToRest(
  namespace: string,
  deps: Pick<StoryDeps, "client" | "narrator" | "decide" | "timeoutMs" | "signal">,
): Promise<IncidentJson> {
  const deadline = AbortSignal.any([deps.signal, AbortSignal.timeout(deps.timeoutMs)]);
  let askedFor: string | undefined;
  for (;;) {
    const incident = await deps.client.newestIncident(namespace);
    if (incident !== undefined) {
      deps.narrator.follow(incident);
      if (incident.status === "closed" || incident.status === "needs-person") return incident;
      if (incident.status === "awaiting-approval" && incident.plan?.digest !== askedFor) {
        askedFor = incident.plan?.digest;
        await deps.decide(incident);
      }
    }
    await pause(READ_EVERY_MS, deadline);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error("the story did not come to its end in time"));
    setTimeout(resolve, ms);
  });
}
