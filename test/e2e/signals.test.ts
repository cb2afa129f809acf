import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { stopGranted } from "../support/rights.ts";
import { WEBHOOK_TOKEN } from "../support/service.ts";
import { temporaryDataDir } from "../support/service-process.ts";
import { serve, writeKubeConfig } from "./support/serve-process.ts";
import { until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

const cluster = createSimulatedCluster({ clock: createClock() });
let folder: string;
let kubeconfig: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autofix-signals-"));
  kubeconfig = await writeKubeConfig(folder, (await cluster.start()).url);
});
afterAll(async () => {
  await stopGranted(cluster);
  await rm(folder, { recursive: true, force: true });
});

let namespaces = 0;

/** In a namespace of its own: a service before may have repaired the workload already. */
async function workThatIsWaiting(): Promise<string> {
  namespaces += 1;
  const namespace = `busy-${namespaces}`;
  cluster.behave({ match: { namespace }, behaviour: needs(150, 1_000) });
  await cluster.apply([web(namespace)]);
  return namespace;
}

describe("a service that is told to stop", { timeout: 180_000 }, () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s during its work ends in order, with its database, and leaves the data folder free",
    async (signal) => {
      const dataDir = await temporaryDataDir();
      const namespace = await workThatIsWaiting();
      const env = { KUBECONFIG: kubeconfig, DATA_DIR: dataDir, WATCH_NAMESPACES: namespace };
      const first = serve(env);
      const { client } = await first.ready;
      const [incident] = await until(async () => {
        const found = await client.incidents(namespace);
        return found.length > 0 ? found : undefined;
      }, "work");
      first.child.kill(signal);
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(first.output()).toContain(`"signal":"${signal}","msg":"stopping"`);
      expect(first.output()).not.toContain("did not stop in order");
      const next = serve(env);
      const again = await next.ready;
      expect((await again.client.incident(incident?.id ?? "")).id).toBe(incident?.id);
      next.child.kill("SIGTERM");
      expect(await next.ended).toEqual({ code: 0, signal: null });
    },
  );

  it("by a second signal ends at once", async () => {
    const dataDir = await temporaryDataDir();
    const service = serve({ KUBECONFIG: kubeconfig, DATA_DIR: dataDir, WATCH: "off" });
    const { url } = await service.ready;
    // A request whose body never comes keeps the door from closing in order.
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write(
      `POST /webhooks/alertmanager HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${WEBHOOK_TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    service.child.kill("SIGTERM");
    await until(() => service.output().includes('"msg":"stopping"') || undefined, "the stop to begin");
    service.child.kill("SIGTERM");
    expect(await service.ended).toEqual({ code: null, signal: "SIGTERM" });
    socket.destroy();
  });
});
