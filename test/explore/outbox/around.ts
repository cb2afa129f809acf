import { withDeliverer } from "./deliver.ts";
import type { Deliverer, OutboxGuards, OutboxStep, OutboxWorld } from "./world.ts";

/** What happens around the deliverers: the incident goes on, people press buttons, processes and sessions die, time passes. */
export function aroundSteps(guards: OutboxGuards, world: OutboxWorld): OutboxStep[] {
  const messages = world.messages.map((one) => ({ ...one, due: Math.max(0, one.due - 1) }));
  return [
    { name: "time passes", world: { ...world, messages } },
    ...changes(guards, world),
    ...presses(guards, world),
    ...deaths(world),
  ];
}

/** Stands for src/incidents/record-event.ts: the change and its message are one transaction. */
function changes({ oneTransaction, voidsQuestion }: OutboxGuards, world: OutboxWorld): OutboxStep[] {
  if (world.left.changes <= 0) return [];
  const left = { ...world.left, changes: world.left.changes - 1 };
  const isFirst = world.changes === 0;
  const isVoid = !isFirst && voidsQuestion && world.question.state === "pending";
  const question = isVoid ? { ...world.question, state: "void" as const } : world.question;
  const changed = { ...world, changes: world.changes + 1, question, left };
  const told = { ...changed, messages: [...world.messages, { state: "pending" as const, due: 0 }] };
  const name = isFirst ? "a person is asked" : "the incident goes on without an answer";
  const steps: OutboxStep[] = [{ name, world: told, isOutside: true }];
  if (!oneTransaction)
    steps.push({ name: `${name}, and the process dies at once`, world: changed, isOutside: true });
  return steps;
}

/** Stands for src/remediation/decisions.ts: whoever has the card may press its button, however old it is. */
function presses({ decidesOnce }: OutboxGuards, world: OutboxWorld): OutboxStep[] {
  const { left, question, seen } = world;
  if (left.presses <= 0 || !seen.includes(0)) return [];
  const isOpen = question.state === "pending" || (question.state === "decided" && !decidesOnce);
  const isLate = question.isLate || world.changes > 1;
  const decided = { state: "decided" as const, decisions: question.decisions + 1, isLate };
  const next = { ...world, left: { ...left, presses: left.presses - 1 } };
  const after = isOpen ? { ...next, question: decided } : next;
  return [{ name: "a person presses the button", world: after, isOutside: true }];
}

function deaths(world: OutboxWorld): OutboxStep[] {
  const { left } = world;
  return world.deliverers.flatMap((held, index) => {
    if (held === null) return [];
    const steps: OutboxStep[] = [];
    const excused = world.excused + (mayRepeat(held) ? 1 : 0);
    if (left.crashes > 0) {
      const dead = { ...withDeliverer(world, index, null), left: { ...left, crashes: left.crashes - 1 } };
      const known = held.at === "taken" && held.hasSession ? { ...dead, excused } : dead;
      steps.push({ name: `deliverer ${index} is killed`, world: known, isOutside: true });
    }
    if (left.cuts > 0 && held.hasSession) {
      const cut = withDeliverer(world, index, { ...held, hasSession: false });
      const next = { ...cut, excused, left: { ...left, cuts: left.cuts - 1 } };
      steps.push({ name: `the session of deliverer ${index} breaks`, world: next, isOutside: true });
    }
    return steps;
  });
}

/** Between what the channel takes and the commit that says so. */
const mayRepeat = ({ at }: Deliverer) => at === "sending" || at === "taken";
