import type { Deliverer, Message, OutboxGuards, OutboxStep, OutboxWorld } from "./world.ts";

/** Stands for src/notify/outbox.ts and channel-deliverer.ts: what each deliverer may do next. */
export function delivererSteps(guards: OutboxGuards, world: OutboxWorld): OutboxStep[] {
  return world.deliverers.flatMap((held, index) =>
    held === null ? choose(guards, world, index) : next(guards, world, { index, held }),
  );
}

function next(guards: OutboxGuards, world: OutboxWorld, { index, held }: Held): OutboxStep[] {
  const step = (name: string, after: OutboxWorld) => ({ name: `deliverer ${index} ${name}`, world: after });
  switch (held.at) {
    case "chosen":
      return held.hasSession
        ? [step("writes down that it sends", begin(guards, world, { index, held }))]
        : [step("has lost its session", withDeliverer(world, index, null))];
    case "sending":
      return send(guards, world, { index, held });
    case "taken":
      return [step("writes down that it sent", record(world, { index, held, state: "sent", due: 0 }))];
    case "refused": {
      const failed = guards.triesAgain ? ({ state: "pending", due: 1 } as const) : GIVEN_UP;
      return [step("writes down that it failed", record(world, { index, held, ...failed }))];
    }
  }
}

const GIVEN_UP = { state: "given-up", due: 0 } as const;
const isWaiting = ({ state }: Message) => state === "pending" || state === "sending";

/** Of the rows that are due the oldest, unless an earlier one waits; one session has the channel. */
function choose({ channelLock, inOrder }: OutboxGuards, world: OutboxWorld, index: number): OutboxStep[] {
  const isTaken = world.deliverers.some((other) => other?.hasSession);
  if (channelLock && isTaken) return [];
  const message = world.messages.findIndex(
    (one, at) => isWaiting(one) && one.due <= 0 && !(inOrder && world.messages.slice(0, at).some(isWaiting)),
  );
  if (message < 0) return [];
  const taken = withDeliverer(world, index, { at: "chosen", message, hasSession: true });
  return [{ name: `deliverer ${index} takes message ${message}`, world: taken }];
}

interface Held {
  index: number;
  held: Deliverer;
}

function begin({ recordsAfterAnswer }: OutboxGuards, world: OutboxWorld, { index, held }: Held): OutboxWorld {
  const state = recordsAfterAnswer ? "sending" : "sent";
  const begun = withMessage(world, held.message, { state, due: 0 });
  return withDeliverer(begun, index, { ...held, at: "sending" });
}

function send(guards: OutboxGuards, world: OutboxWorld, { index, held }: Held): OutboxStep[] {
  const { left, nature, seen, excused } = world;
  const isKnown = nature.hasKeys && guards.sendsKeys && seen.includes(held.message);
  const arrived = { ...world, seen: isKnown ? seen : [...seen, held.message] };
  const on = (at: Deliverer["at"], to: OutboxWorld) => withDeliverer(to, index, { ...held, at });
  const name = `deliverer ${index} sends message ${held.message}`;
  const steps = [{ name, world: on("taken", arrived) }];
  if (left.lostAnswers > 0) {
    const lost = { ...arrived, excused: excused + 1, left: { ...left, lostAnswers: left.lostAnswers - 1 } };
    steps.push({ name: `${name}, and hears nothing`, world: on("refused", lost) });
  }
  if (left.refusals > 0) {
    const refused = { ...world, left: { ...left, refusals: left.refusals - 1 } };
    steps.push({ name: `${name}, and is refused`, world: on("refused", refused) });
  }
  return steps;
}

/** All statements go through the session that has the lock: without it nothing is written down. */
function record(world: OutboxWorld, { index, held, state, due }: Held & Message): OutboxWorld {
  const idle = withDeliverer(world, index, null);
  return held.hasSession ? withMessage(idle, held.message, { state, due }) : idle;
}

export const withDeliverer = (world: OutboxWorld, index: number, to: Deliverer | null): OutboxWorld => ({
  ...world,
  deliverers: world.deliverers.map((one, at) => (at === index ? to : one)),
});

const withMessage = (world: OutboxWorld, index: number, to: Message): OutboxWorld => ({
  ...world,
  messages: world.messages.map((one, at) => (at === index ? to : one)),
});
