import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openConnection } from "../ingest/kept-connection.ts";
import type { RequestTemplate } from "../ingest/payload-template.ts";
import { pressRequest } from "./press-request.ts";

export interface CallbackServer {
  /** Milliseconds that each of so many presses took to be answered, one after another. */
  press(count: number): Promise<number[]>;
  /** Webhooks on 20 connections, each of which asks again as soon as it is answered, while `work` is done; returns their number. */
  storm<T>(template: RequestTemplate, work: () => Promise<T>): Promise<{ result: T; payloads: number }>;
  stop(): Promise<void>;
}

const CONNECTIONS = 20;
/** Between two presses, as between two people. */
const PAUSE_MS = 5;

export async function startCallbackServer(token: string): Promise<CallbackServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const path = fileURLToPath(new URL("server-process.ts", import.meta.url));
  const process = fork(path, [dataDir, token], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [message] = await once(process, "message");
  const { port, handles } = z.object({ port: z.number(), handles: z.array(z.string()) }).parse(message);
  let pressed = 0;
  return {
    async press(count) {
      // Opened each time: the server closes a connection on which nothing is asked for a while.
      const pressing = await openConnection(port);
      const took: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const request = pressRequest(handles[pressed % handles.length] ?? "", new Date());
        pressed += 1;
        const startMs = performance.now();
        await pressing.ask(request);
        took.push(performance.now() - startMs);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      pressing.close();
      return took;
    },
    async storm(template, work) {
      const storming = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port)));
      let isOver = false;
      let payloads = 0;
      const storm = Promise.all(
        storming.map(async (connection) => {
          while (!isOver) {
            await connection.ask(template.next());
            payloads += 1;
          }
        }),
      );
      const result = await work().finally(() => {
        isOver = true;
      });
      await storm;
      for (const connection of storming) connection.close();
      return { result, payloads };
    },
    async stop() {
      const ended = once(process, "exit");
      process.disconnect();
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
