import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "./escape.ts";
import { programOf } from "./escape.ts";
import { ALONE, ESCAPES, type Played, playProtected, TOGETHER } from "./play-protected.ts";
import { layTreasure } from "./treasure.ts";

const SLOW_MACHINE_MS = 580_000;
const LATER = TOGETHER.filter(({ later }) => later !== undefined);
let treasure: Awaited<ReturnType<typeof layTreasure>>;

beforeAll(async () => {
  treasure = await layTreasure();
});
afterAll(() => treasure.remove());

test("there are enough of them, each with a name of its own, of every family", () => {
  expect(ESCAPES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ESCAPES.map(({ name }) => name)).size).toBe(ESCAPES.length);
  expect(new Set(ESCAPES.map(({ family }) => family)).size).toBe(10);
});

describe.each([
  { who: "whoever runs the tests", isOther: false },
  // As root alone one can become another; without root the first of the two is an ordinary user already.
  ...(process.getuid?.() === 0 ? [{ who: "another user", isOther: true }] : []),
])("in the sandbox, as $who", ({ isOther }) => {
  let played: Played;
  beforeAll(async () => {
    played = isOther ? await playAsAnother(treasure.host) : await playProtected(treasure.host);
  }, SLOW_MACHINE_MS);

  test.each(TOGETHER.filter(({ later }) => later === undefined).map(({ name }) => name))(
    "refused: %s",
    (name) => {
      expect(proofOf(played.together, name)).toBeNull();
    },
  );

  test.each(ALONE.map(({ name, alone }) => ({ name, alone })))("refused: $name", ({ name, alone }) => {
    const outcome = played.alone[name];
    expect(outcome).toMatchObject({ kind: "failure" });
    expect(alone).toContain(outcome?.kind === "failure" ? outcome.failure : "no failure");
  });

  test.each(LATER.map(({ name }, index) => ({ name, index })))("refused: $name", ({ index }) => {
    expect(played.later).toMatchObject({ kind: "result" });
    expect(played.later.kind === "result" && played.later.value).toHaveProperty(String(index), null);
  });

  test("canary and listener are untouched, no mark is left, and the next run is as if nothing had been", () => {
    expect(treasure.isUntouched()).toBe(true);
    expect(treasure.connections()).toBe(0);
    expect(played.decent).toEqual({ kind: "result", value: 6 });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

// After the protected ones: these do reach the treasure.
describe("in Pyodide as it comes", () => {
  let outcomes: Map<string, string | null>;
  beforeAll(async () => {
    outcomes = await playPlain(treasure.host, treasure.secret);
  }, SLOW_MACHINE_MS);

  test.each(ESCAPES.filter(({ unprotected }) => unprotected === "succeeds").map(({ name }) => name))(
    "succeeds: %s",
    (name) => {
      expect(outcomes.get(name)).toEqual(expect.any(String));
    },
  );

  test.each(
    ESCAPES.flatMap(({ name, unprotected }) =>
      unprotected === "succeeds" ? [] : [{ name, why: unprotected.impossible }],
    ),
  )("is impossible already: $name, for $why", ({ name }) => {
    expect(outcomes.get(name)).toBeNull();
  });

  test("the secret came out, the file was reached and the listener was called", () => {
    expect([...outcomes.values()].filter((proof) => proof?.includes(treasure.secret)).length).toBeGreaterThan(
      15,
    );
    expect(treasure.isUntouched()).toBe(false);
    expect(treasure.connections()).toBeGreaterThan(3);
  });
});

function proofOf(outcome: Played["together"], name: string): unknown {
  expect(outcome).toMatchObject({ kind: "result" });
  const proofs = outcome.kind === "result" && Array.isArray(outcome.value) ? outcome.value : [];
  expect(proofs).toHaveLength(TOGETHER.length);
  return proofs[TOGETHER.findIndex((one) => one.name === name)];
}

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function playAsAnother(host: Host): Promise<Played> {
  const user = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
  const lines = await linesOf(
    ["setpriv", ...user, process.execPath, pathOf("main.ts"), JSON.stringify(host)],
    "",
  );
  return JSON.parse(lines.at(-1) ?? "null") as Played;
}

/** Each attempt by itself, in one interpreter: what one does to the next would only help it. */
async function playPlain(host: Host, secret: string): Promise<Map<string, string | null>> {
  const programs = ESCAPES.flatMap((one) => [
    { attempt: one, code: programOf([one], "its-own") },
    ...(one.later === undefined
      ? []
      : [{ attempt: one, code: programOf([{ ...one, code: one.later }], "its-own") }]),
  ]);
  const input = programs
    .map(({ code }) => JSON.stringify({ code, host: { ...host, asText: true } }))
    .join("\n");
  const lines = await linesOf([process.execPath, pathOf("plain-child.ts")], `${input}\n`, { CANARY: secret });
  expect(lines).toHaveLength(programs.length);
  return new Map(
    programs.map(({ attempt }, index) => {
      const { value } = JSON.parse(lines[index] ?? "{}") as { value?: string };
      const isProof = value !== undefined && value !== "null" && value !== "false";
      return [attempt.name, isProof ? value : null];
    }),
  );
}

function linesOf(
  [command = "", ...rest]: string[],
  input: string,
  env: Record<string, string> = {},
): Promise<string[]> {
  const child = spawn(command, rest, {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: "/usr/bin:/bin", ...env },
  });
  child.stdin.end(input);
  let text = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (part: string) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(text.split("\n").filter((line) => line !== "")));
  });
}
