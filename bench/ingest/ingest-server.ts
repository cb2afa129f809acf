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
  stop(): Promise<void>;
}

const CONNECTIONS = 20;

export async function startIngestServer(mode: "durable" | "nothing", token: string): Promise<IngestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const process = startProcess(mode, [dataDir, token]);
  const [message] = await once(process, "message");
  const { port } = z.object({ port: z.number() }).parse(message);
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port)));
  return {
    throughput: (template, forMs) => throughputOf(connections, template, forMs),
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
  let answered = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() - startMs < forMs) {
        await connection.ask(template.next());
        answered += 1;
      }
    }),
  );
  return (answered * 1000) / (performance.now() - startMs);
}
