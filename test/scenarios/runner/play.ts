import type { Clock } from "../../../src/core/clock.ts";
import { messageOf } from "../../../src/core/errors.ts";
import type { TestService } from "../../support/service.ts";
import type { Expectation, Play, Scenario } from "../scenario.ts";
import { createVary } from "../vary.ts";
import { actOut } from "./act-out.ts";
import { firingAlert } from "./alert.ts";
import { endingsOf, unaskedOf } from "./endings.ts";
import { readFinally } from "./finally.ts";
import { readIncidents } from "./incidents.ts";
import { type Judgement, judge } from "./judge.ts";
import { follow, isAtRest, type Stories } from "./story.ts";
import type { World } from "./world.ts";

export interface PlayStage {
  clock: Clock;
  service: TestService;
  world(namespace: string): World;
  isNamespaced(kind: string): boolean;
  signal: AbortSignal;
  model: ModelMode;
  /** Tokens of models that these incidents cost. */
  tokensOf?(incidentIds: readonly string[]): Promise<number>;
}

/** none: no model. good, hostile: stand-ins. real: the one of the environment. */
export const MODEL_MODES = ["none", "good", "hostile", "real"] as const;
export type ModelMode = (typeof MODEL_MODES)[number];

export interface Played extends Judgement {
  name: string;
  family: Scenario["family"];
  outcome: Expectation["outcome"];
  /** Wall time. */
  seconds: number;
  tokens: number;
}

/** How long nothing must happen, and how long what does happen may take. */
const QUIET_SECONDS = 900;
const WITHIN_SECONDS = 1_500;
/** An incident that was opened about nothing is closed again within this. */
const SETTLE_SECONDS = 900;
/** A machine that lags on a sped-up clock gets at least this much wall time. */
const LEAST_WALL_MS = 90_000;
/** What is right must stay so for a while: a second incident, or a symptom that comes back, shows in it. */
const CALM_SECONDS = 90;
const LOOK_WALL_MS = 400;

/** Plays one scenario on a stage that may hold others, and judges what came of it. */
export async function playScenario(scenario: Scenario, seed: number, stage: PlayStage): Promise<Played> {
  const began = performance.now();
  const { name, family } = scenario;
  const vary = createVary(seed, name);
  const play = expecting(scenario.play(vary), stage.model);
  const world = stage.world(vary.namespace);
  const stories: Stories = new Map();
  const judged = async (): Promise<Judgement> => {
    const found = judge(
      play.expected,
      { endings: endingsOf(stories), writes: await world.writes(), unasked: unaskedOf(stories) },
      { namespace: vary.namespace, isNamespaced: stage.isNamespaced },
    );
    const said = await readFinally(play.expected, world);
    return { ...found, rightClass: found.rightClass && said.length === 0, said: [...found.said, ...said] };
  };
  const failed = async (error: unknown): Promise<Judgement> => {
    const said = [`could not be played: ${messageOf(error)}`];
    return { rightClass: false, rightCause: false, rightObject: false, wrongWrites: [], said };
  };
  const ended = await perform(play, { ...stage, world, namespace: vary.namespace, stories, judged }).catch(
    failed,
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const tokens = (await stage.tokensOf?.([...stories.keys()])) ?? 0;
  return { name, family, outcome: play.expected.outcome, seconds, tokens, ...ended };
}

/** A hostile model is worth none: what is right without one is right with it. */
const expecting = (play: Play, model: ModelMode): Play =>
  model === "none" || model === "hostile" ? { ...play, expected: play.withoutModel ?? play.expected } : play;

interface Performing extends Omit<PlayStage, "world"> {
  world: World;
  namespace: string;
  stories: Stories;
  judged(): Promise<Judgement>;
}

async function perform(play: Play, on: Performing): Promise<Judgement> {
  const { clock, service, signal } = on;
  const watching = new AbortController();
  const ends = AbortSignal.any([signal, watching.signal]);
  const followed = followIncidents(play, on, ends);
  try {
    await actOut(play, {
      ...on,
      sendAlert: (labels, annotations) =>
        service.client.sendAlerts(firingAlert({ labels, annotations, startsAt: clock.now() })),
    });
    return await untilJudged(play, on);
  } finally {
    watching.abort();
    await followed;
  }
}

/** Takes the incidents into their stories, and says yes to every plan that waits for a person. */
async function followIncidents(play: Play, on: Performing, ends: AbortSignal): Promise<void> {
  const place = play.cluster === undefined ? on.namespace : undefined;
  while (!ends.aborted) {
    const incidents = await readIncidents(on.service, place).catch(() => []);
    for (const incident of incidents) {
      const waiting = follow(on.stories, incident);
      if (waiting === undefined) continue;
      // A plan that changed meanwhile is asked for again at the next look.
      // Whoever distrusts the model says no to what only it thought of.
      const isDistrusted = on.model === "hostile" && incident.finding?.foundBy === "model";
      const decision = isDistrusted ? "reject" : "approve";
      const isDone = await on.service.client.decide(incident.id, waiting, decision).then(
        () => true,
        () => false,
      );
      const plan = on.stories.get(incident.id)?.plans.get(waiting);
      if (isDone && plan !== undefined) plan.isApproved = !isDistrusted;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_WALL_MS));
  }
}

async function untilJudged(play: Play, on: Performing): Promise<Judgement> {
  const { clock } = on;
  const isForNothing = play.expected.outcome === "nothing";
  // What it leads to need not be right: it is judged by what was written, once all is at rest.
  const isHostile = on.model === "hostile" && !isForNothing;
  const quietUntil = clock.now().getTime() + (play.withinSeconds ?? QUIET_SECONDS) * 1_000;
  const end = isForNothing
    ? quietUntil + SETTLE_SECONDS * 1_000
    : clock.now().getTime() + (play.withinSeconds ?? WITHIN_SECONDS) * 1_000;
  const wallEnd = performance.now() + LEAST_WALL_MS;
  let calmSince: number | undefined;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_WALL_MS));
    on.signal.throwIfAborted();
    const now = clock.now().getTime();
    const found = await on.judged();
    if (now >= end && performance.now() >= wallEnd) return found;
    const isDone =
      (!isForNothing || now >= quietUntil) &&
      (found.said.length === 0 || (isHostile && on.stories.size > 0)) &&
      [...on.stories.values()].every((story) => isAtRest(story) || story.now.causedBy !== null);
    calmSince = isDone ? (calmSince ?? now) : undefined;
    if (isDone && isForNothing) return found;
    if (calmSince !== undefined && now - calmSince >= CALM_SECONDS * 1_000) return found;
  }
}
