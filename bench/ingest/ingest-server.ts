import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { KeptConnection } from "./kept-connection.ts";
import { openConnection } from "./kept-connection.ts";
import type { RequestTemplate } from "./payload-template.ts";

export interface IngestServer {
  /** Requests a second, while every connection asks again as soon as it is answered. */
  throughput(template: RequestTemplate, forMs: number): Promise<number>;
  /** Milliseconds that each of so many webhooks took to be acknowledged, one after another. */
  acknowledge(template: RequestTemplate, count: number): Promise<number[]>;
  /** The same, while every connection asks again as soon as it is answered. */
  acknowledgeInStorm(template: RequestTemplate, storm: RequestTemplate, count: number): Promise<number[]>;
  stop(): Promise<void>;
}

const CONNECTIONS = 20;
/** Between two webhooks of one sender that waits for each. */
const PAUSE_MS = 5;

export async function startIngestServer(mode: "durable" | "nothing", token: string): Promise<IngestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const process = startProcess(mode, [dataDir, token]);
  const [message] = await once(process, "message");
  const { port } = z.object({ port: z.number() }).parse(message);
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port)));
  const acknowledge = async (template: RequestTemplate, count: number) => {
    // Opened each time: the server closes a connection on which nothing is asked for a while.
    const asking = await openConnection(port);
    const took: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const startMs = performance.now();
      await asking.ask(template.next());
      took.push(performance.now() - startMs);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    asking.close();
    return took;
  };
  return {
    throughput: (template, forMs) => throughputOf(connections, template, forMs),
    acknowledge,
    async acknowledgeInStorm(template, storm, count) {
      let isOver = false;
      const storming = untilOver(connections, storm, () => isOver);
      try {
        return await acknowledge(template, count);
      } finally {
        isOver = true;
        await storming;
      }
    },
    async stop() {
      for (const connection of connections) connection.close();
      const ended = once(process, "exit");
      process.disconnect();
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Its log is written as the service writes it, and read by nobody. */
function startProcess(mode: string, args: string[]): ChildProcess {
  const path = fileURLToPath(new URL("server-process.ts", import.meta.url));
  return fork(path, [mode, ...args], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

async function throughputOf(
  connections: readonly KeptConnection[],
  template: RequestTemplate,
  forMs: number,
): Promise<number> {
  const startMs = performance.now();
  const answered = await untilOver(connections, template, () => performance.now() - startMs >= forMs);
  return (answered * 1000) / (performance.now() - startMs);
}

/** How many were answered until it was over. */
async function untilOver(
  connections: readonly KeptConnection[],
  template: RequestTemplate,
  isOver: () => boolean,
): Promise<number> {
  let answered = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (!isOver()) {
        await connection.ask(template.next());
        answered += 1;
      }
    }),
  );
  return answered;
}
