import { expect, test } from "vitest";
import { createTurns, MOST_HELD_MS, ROUND_MS } from "../../src/http/turns.ts";

/** Turns by hand: rounds and time pass when the test says so. */
function byHand() {
  let nowMs = 0;
  let rounds: (() => void)[] = [];
  let timers: { atMs: number; begin: () => void }[] = [];
  const begun: string[] = [];
  const turns = createTurns({
    nowMs: () => nowMs,
    nextRound: (begin) => void rounds.push(begin),
    later: (delayMs, begin) => void timers.push({ atMs: nowMs + delayMs, begin }),
  });
  const pass = (ms: number) => {
    nowMs += ms;
    const due = timers.filter(({ atMs }) => atMs <= nowMs);
    timers = timers.filter(({ atMs }) => atMs > nowMs);
    for (const { begin } of due) begin();
  };
  return {
    turns,
    pass,
    /** What begins in the next round of the loop; each takes `ms`. */
    round() {
      begun.length = 0;
      const now = rounds;
      rounds = [];
      for (const begin of now) begin();
      return begun.join("");
    },
    take: (name: string, ms = 0) =>
      turns.take(async () => {
        begun.push(name);
        nowMs += ms;
        return name;
      }),
  };
}

test("work begins in the order of asking, and each caller gets its own result", async () => {
  const hand = byHand();
  const all = ["a", "b", "c"].map((name) => hand.take(name));
  expect(hand.round()).toBe("abc");
  expect(await Promise.all(all)).toEqual(["a", "b", "c"]);
});

test("a round begins no more than its time holds, and the rest goes on in the next", () => {
  const hand = byHand();
  for (const name of ["a", "b", "c"]) void hand.take(name, ROUND_MS / 2);
  void hand.take("d", ROUND_MS * 10);
  void hand.take("e");
  expect(hand.round()).toBe("ab");
  expect(hand.round()).toBe("cd");
  expect(hand.round()).toBe("e");
  expect(hand.round()).toBe("");
});

test("what fails at once fails its caller alone", async () => {
  const hand = byHand();
  const bad = hand.turns.take(() => {
    throw new Error("not understood");
  });
  const good = hand.take("good");
  const refused = expect(bad).rejects.toThrow("not understood");
  expect(hand.round()).toBe("good");
  await refused;
  expect(await good).toBe("good");
});

test("nothing begins while somebody goes first, and all goes on after it", async () => {
  const hand = byHand();
  const press = Promise.withResolvers<string>();
  const first = hand.turns.first(() => press.promise);
  void hand.take("a");
  hand.pass(MOST_HELD_MS - 1);
  expect(hand.round()).toBe("");
  press.resolve("pressed");
  expect(await first).toBe("pressed");
  expect(hand.round()).toBe("a");
});

test("who goes first and fails lets the others go on", async () => {
  const hand = byHand();
  const first = hand.turns.first(() => Promise.reject(new Error("no")));
  void hand.take("a");
  await expect(first).rejects.toThrow("no");
  expect(hand.round()).toBe("a");
});

test("however long and many go first, what has waited for long enough begins", () => {
  const hand = byHand();
  const never = new Promise<void>(() => {});
  void hand.turns.first(() => never);
  void hand.take("a");
  expect(hand.round()).toBe("");
  hand.pass(10);
  void hand.turns.first(() => never);
  void hand.take("b");
  expect(hand.round()).toBe("");
  hand.pass(MOST_HELD_MS - 10);
  expect(hand.round()).toBe("a");
  hand.pass(10);
  expect(hand.round()).toBe("b");
});
