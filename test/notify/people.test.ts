import { expect, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { createPeople } from "../../src/notify/people.ts";
import { handClock } from "./outbox-setup.ts";

const ID = "ou_7d8a6e6df7621556ce0d21922b676706";
const DAY = 24 * 3_600_000;

function people(answer: (id: string) => Promise<string | undefined> = async () => "Ada", most?: number) {
  const clock = handClock();
  const asked: string[] = [];
  const known = createPeople({
    async ask(id) {
      asked.push(id);
      return answer(id);
    },
    clock,
    logger: silentLogger,
    ...(most !== undefined && { most }),
  });
  return { ...known, clock, asked };
}

test("a person is called by name and id once that is known, and by the short id until then", async () => {
  const { wordsFor, learn } = people();
  expect(wordsFor(ID)).toBe("ou_7d8a…6706");
  learn([ID, ID]);
  expect(wordsFor(ID)).toBe("ou_7d8a…6706");
  await expect.poll(() => wordsFor(ID)).toBe("Ada (ou_7d8a…6706)");
});

test.each([
  ["a refusal", () => Promise.reject(new Error("no right"))],
  ["no name", async () => undefined],
  ["nothing that can be seen", async () => " \u202e\u200b\n"],
])("%s leaves the short id, and is not asked about again for a while", async (_case, answer) => {
  const { wordsFor, learn, asked, clock } = people(answer);
  learn([ID]);
  await expect.poll(() => asked).toHaveLength(1);
  learn([ID, "ou_2"]);
  await expect.poll(() => asked).toEqual([ID, "ou_2"]);
  expect(wordsFor(ID)).toBe("ou_7d8a…6706");
  clock.advance(11 * 60_000);
  learn([ID]);
  await expect.poll(() => asked).toHaveLength(3);
});

test("a name that never comes holds up nobody", () => {
  const { wordsFor, learn } = people(() => new Promise(() => {}));
  learn([ID]);
  expect(wordsFor(ID)).toBe("ou_7d8a…6706");
});

test("a name is asked for anew after a day, and the old one serves until the new one is there", async () => {
  const names = ["Ada", "Ada L."];
  const { wordsFor, learn, asked, clock } = people(async () => names.shift());
  learn([ID]);
  await expect.poll(() => wordsFor(ID)).toBe("Ada (ou_7d8a…6706)");
  clock.advance(DAY - 1);
  learn([ID]);
  learn(["ou_2"]);
  await expect.poll(() => asked).toEqual([ID, "ou_2"]);
  names.unshift("Ada L.");
  clock.advance(1);
  learn([ID]);
  expect(wordsFor(ID)).toBe("Ada (ou_7d8a…6706)");
  await expect.poll(() => wordsFor(ID)).toBe("Ada L. (ou_7d8a…6706)");
});

test("what people call themselves is shortened, on one line, and never without their id", async () => {
  const { wordsFor, learn } = people(async () => `Boss\n(ou_boss)${"x".repeat(200)}`);
  learn([ID]);
  await expect.poll(() => wordsFor(ID)).toMatch(/^Boss \(ou_boss\)x{46} \(ou_7d8a…6706\)$/);
});

test("no more people are remembered than the bound allows", async () => {
  const { wordsFor, learn } = people(async (id) => `name of ${id}`, 2);
  learn(["ou_1", "ou_2", "ou_3"]);
  await expect.poll(() => wordsFor("ou_3")).toBe("name of ou_3 (ou_3)");
  expect([wordsFor("ou_1"), wordsFor("ou_2")]).toEqual(["ou_1", "name of ou_2 (ou_2)"]);
});
