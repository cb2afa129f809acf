import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { withAlteredCopy } from "../support/altered-copy.ts";
import type { Rail } from "./rail.ts";

const PARTS = [
  "src",
  "test",
  "docs",
  "charts",
  "alerting",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];

/** How its test ended on a copy of the project without the rail. */
export type Ended =
  /** By an assertion of its own that speaks of what the rail holds back. */
  | { kind: "missed"; assertion: string }
  /** It passed: nothing would show that the rail is gone. */
  | { kind: "not-missed" }
  /** By an import, a time-out, another assertion, or no such test: that shows nothing. */
  | { kind: "otherwise"; why: string };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

export async function withoutRail(rail: Rail, signal: AbortSignal): Promise<Ended> {
  return withAlteredCopy({ parts: PARTS, edits: rail.edits }, async (folder) =>
    endOf(rail, await reportOf(folder, rail, signal)),
  );
}

/** Pure. */
export function endOf({ says }: Rail, { testResults }: Report): Ended {
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== "skipped");
  if (ran.length === 0)
    return {
      kind: "otherwise",
      why: testResults.map(({ message }) => message).join() || "there is no such test",
    };
  const messages = ran.flatMap(({ failureMessages }) => failureMessages ?? []);
  if (messages.length === 0) return { kind: "not-missed" };
  const assertion = messages.find(
    (message) => message.startsWith("AssertionError") && message.includes(says),
  );
  return assertion === undefined
    ? { kind: "otherwise", why: firstLines(messages.join("\n")) }
    : { kind: "missed", assertion: firstLines(assertion) };
}

const LINES = 4;
const firstLines = (message: string) => message.split("\n").slice(0, LINES).join(" ").trim();

async function reportOf(folder: string, { test }: Rail, signal: AbortSignal): Promise<Report> {
  const output = join(folder, "report.json");
  const name = test.name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const argv = [
    "node_modules/vitest/vitest.mjs",
    "run",
    test.file,
    "-t",
    name,
    "--reporter=json",
    `--outputFile=${output}`,
  ];
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // A failure is what is wanted: it is not tried again.
    env: { ...process.env, CI: undefined, NO_COLOR: "1" },
    signal,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const report = await readFile(output, "utf8").catch(() => undefined);
  if (report === undefined) throw new Error(`the tests did not run: ${(err || out).slice(-2_000)}`);
  return reportSchema.parse(JSON.parse(report));
}
