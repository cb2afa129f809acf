import { type Explored, walk } from "../walk.ts";
import { aroundSteps } from "./around.ts";
import { delivererSteps } from "./deliver.ts";
import { violationOf } from "./invariants.ts";
import type { OutboxGuards, OutboxWorld } from "./world.ts";

/** Every order of what may happen to the messages of one incident on one channel. */
export function exploreOutbox(
  guards: OutboxGuards,
  start: OutboxWorld,
  bound: { mostStates: number },
): Explored {
  const stepsFrom = (world: OutboxWorld) => [...delivererSteps(guards, world), ...aroundSteps(guards, world)];
  return walk({ keyOf, stepsFrom, violationOf, isSettled, settledAs }, start, bound);
}

/** Which of the deliverers does what makes no difference. */
function keyOf({ changes, messages, deliverers, seen, excused, question, left }: OutboxWorld): string {
  const workers = deliverers.map((held) => JSON.stringify(held)).sort();
  return JSON.stringify([changes, messages, workers, seen, excused, question, left]);
}

const isSettled = ({ deliverers, messages }: OutboxWorld): boolean =>
  deliverers.every((held) => held === null) && messages.every(({ state }) => state === "sent");

const settledAs = ({ nature, changes, question }: OutboxWorld): string =>
  `${nature.name}; ${changes} changes told; ${question.state}`;
