import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wallTime } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { SEVERITIES, type Severity } from "../../src/domain/severity.ts";
import { openConnection } from "./kept-connection.ts";

/** One workload's way: when its alert was stored, when its signal was taken, its incident opened and first run. */
export interface Waited {
  name: string;
  severity: Severity;
  heardAtMs: number;
  takenAtMs: number;
  openedAtMs: number;
  ranAtMs: number;
}

interface CrowdOver {
  type: "over";
  idleBytes: number;
  peakBytes: number;
  /** Signals that opened nothing. */
  unsettled: number;
  waited: Waited[];
}
export type CrowdMessage = { type: "ready"; port: number } | CrowdOver;

export interface CrowdResult extends Omit<CrowdOver, "type"> {
  /** When each workload's alert was acknowledged. */
  acknowledgedAtMs: ReadonlyMap<string, number>;
  firstSentAtMs: number;
  readyAnswers: { ready: number; notReady: number };
}

const CONNECTIONS = 20;
const ALERTS_A_PAYLOAD = 10;
const ASK_READY_MS = 250;

/** So many workloads fail at the same moment, of every severity in turn; resolves when each was looked at. */
export async function playCrowd(count: number, token: string): Promise<CrowdResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const child = startProcess([dataDir, token, String(count)]);
  const { ready, over, ended } = listen(child);
  try {
    const port = await ready;
    // As whoever sends by a Service does: nothing comes before the service said so for the first time.
    while (!(await isReady(port))) await wallTime(ASK_READY_MS);
    const asking = askReady(port);
    const firstSentAtMs = Date.now();
    const acknowledgedAtMs = await sendAll({ port, token, count });
    const { type: _, ...result } = await over;
    return { ...result, acknowledgedAtMs, firstSentAtMs, readyAnswers: await asking.stop() };
  } finally {
    child.kill();
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Its log is written as the service writes it, and read by nobody. */
function startProcess(args: string[]): ChildProcess {
  const path = fileURLToPath(new URL("crowd-process.ts", import.meta.url));
  return fork(path, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: ["--expose-gc"] });
}

function listen(child: ChildProcess) {
  const ready = Promise.withResolvers<number>();
  const over = Promise.withResolvers<CrowdOver>();
  const ended = Promise.withResolvers<void>();
  child.on("message", (message: CrowdMessage) => {
    if (message.type === "ready") ready.resolve(message.port);
    else over.resolve(message);
  });
  child.once("exit", (code) => {
    ended.resolve();
    const early = new Error(`the service ended early, with ${code}`);
    ready.reject(early);
    over.reject(early);
  });
  over.promise.catch(() => {});
  return { ready: ready.promise, over: over.promise, ended: ended.promise };
}

async function sendAll({ port, token, count }: { port: number; token: string; count: number }) {
  const acknowledgedAtMs = new Map<string, number>();
  let next = 0;
  const send = async () => {
    const connection = await openConnection(port);
    while (next < count) {
      const names = Array.from({ length: Math.min(ALERTS_A_PAYLOAD, count - next) }, () => `web-${next++}`);
      await connection.ask(requestOf(names, token));
      for (const name of names) acknowledgedAtMs.set(name, Date.now());
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  return acknowledgedAtMs;
}

function requestOf(names: readonly string[], token: string): Buffer {
  const startsAt = new Date("2026-01-01T00:00:00Z");
  const payloads = names.map((pod) => {
    const one = alertPayload({ namespace: "shop", pod, container: "web", startsAt, fingerprint: pod });
    const [alert] = (one as { alerts: [{ labels: Record<string, string> }] }).alerts;
    return { ...alert, labels: { ...alert.labels, severity: severityOf(pod) } };
  });
  const body = JSON.stringify({ version: "4", receiver: "bench", groupKey: "crowd", alerts: payloads });
  const headers = [
    "POST /webhooks/alertmanager HTTP/1.1",
    "Host: 127.0.0.1",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${headers.join("\r\n")}\r\n\r\n${body}`);
}

/** The least urgent first, so that an order by age alone would show. */
const severityOf = (name: string): Severity => SEVERITIES.toReversed()[Number(name.slice(4)) % 3] ?? "info";

async function isReady(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 200;
}

/** Asks all the time whether the service is ready. */
function askReady(port: number) {
  const answers = { ready: 0, notReady: 0 };
  const stopping = new AbortController();
  const ask = async () => {
    while (!stopping.signal.aborted) {
      answers[(await isReady(port)) ? "ready" : "notReady"] += 1;
      await wallTime(ASK_READY_MS);
    }
  };
  const asked = ask();
  return {
    async stop() {
      stopping.abort();
      await asked;
      return answers;
    },
  };
}
