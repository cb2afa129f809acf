import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { compiledTogether } from "../process.ts";

/** The API server's process as clients see it: killed, it takes every request and watch that is open with it. */
export interface ApiDoor {
  port(): number;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function startApiDoor(clusterUrl: string): Promise<ApiDoor> {
  let child: ChildProcess | undefined;
  let known = 0;
  const door: ApiDoor = {
    port: () => known,
    async kill() {
      const dying = child;
      child = undefined;
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
      const ended = once(dying, "exit");
      dying.kill("SIGKILL");
      await ended;
    },
    async start() {
      const args = [String(known), new URL(clusterUrl).port];
      child = fork(join(import.meta.dirname, "door-process.ts"), args, { env: compiledTogether() });
      const [message] = (await once(child, "message")) as [{ port: number }];
      known = message.port;
    },
  };
  await door.start();
  return door;
}
