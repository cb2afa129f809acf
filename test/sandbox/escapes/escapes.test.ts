import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "./escape.ts";
import { programOf } from "./escape.ts";
import { ALONE, ESCAPES, type Played, playProtected, TOGETHER } from "./play-protected.ts";
import { layTreasure } from "./treasure.ts";

const SLOW_MACHINE_MS = 580_000;
const LATER = TOGETHER.filter(({ later }) => later !== undefined);
/** As root alone one can become another; without root whoever runs the tests is an ordinary user already. */
const PLAYERS = [
  { who: "whoever runs the tests", play: playProtected },
  ...(process.getuid?.() === 0 ? [{ who: "another user", play: playAsAnother }] : []),
];
type Treasure = Awaited<ReturnType<typeof layTreasure>>;
let protectedTreasure: Treasure;
/** One of its own, for it is reached. */
let plainTreasure: Treasure;
let protectedPlays: Promise<Played>[];
let plainPlay: ReturnType<typeof playPlain>;

// All at once: what an interpreter waits for, another one can use.
beforeAll(async () => {
  [protectedTreasure, plainTreasure] = await Promise.all([layTreasure(), layTreasure()]);
  protectedPlays = PLAYERS.map(({ play }) => play(protectedTreasure.host));
  plainPlay = playPlain(plainTreasure.host, plainTreasure.secret);
  await Promise.allSettled([...protectedPlays, plainPlay]);
}, SLOW_MACHINE_MS);
afterAll(async () => {
  await protectedTreasure.remove();
  await plainTreasure.remove();
});

test("there are enough of them, each with a name of its own, of every family", () => {
  expect(ESCAPES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ESCAPES.map(({ name }) => name)).size).toBe(ESCAPES.length);
  expect(new Set(ESCAPES.map(({ family }) => family)).size).toBe(10);
});

describe.each(PLAYERS.map(({ who }, index) => ({ who, index })))("in the sandbox, as $who", ({ index }) => {
  let played: Played;
  beforeAll(async () => {
    played = (await protectedPlays[index]) ?? expect.unreachable();
  });

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
    expect(protectedTreasure.isUntouched()).toBe(true);
    expect(protectedTreasure.connections()).toBe(0);
    expect(played.later).toEqual({ kind: "result", value: [...LATER.map(() => null), "6"] });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("in Pyodide as it comes", () => {
  let outcomes: Map<string, string | null>;
  beforeAll(async () => {
    outcomes = await plainPlay;
  });

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
    expect(
      [...outcomes.values()].filter((proof) => proof?.includes(plainTreasure.secret)).length,
    ).toBeGreaterThan(15);
    expect(plainTreasure.isUntouched()).toBe(false);
    expect(plainTreasure.connections()).toBeGreaterThan(3);
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
