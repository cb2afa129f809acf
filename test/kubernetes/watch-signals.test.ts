import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { NewSignal } from "../../src/domain/signal.ts";
import { createSignalWatch, type SignalWatch } from "../../src/kubernetes/watch-signals.ts";
import { killedPod, openWatchedApi, podAt, type WatchedApi } from "./watched-api.ts";

/** Its back-off passes at once; the network's own time-outs keep to the wall. */
const clock = createClock({ originMs: Date.now(), anchorMs: Date.now(), rate: 50 });
const soon = { timeout: 10_000, interval: 5 };

let api: WatchedApi;
let watch: SignalWatch;
let heard: NewSignal[];
let refusals: number;

beforeEach(async () => {
  api = await openWatchedApi();
  heard = [];
  refusals = 0;
  watch = createSignalWatch({
    kubeConfig: api.kubeConfig,
    namespaces: [],
    clock,
    logger: silentLogger,
    async onSignals(signals) {
      if (refusals > 0) {
        refusals -= 1;
        throw new Error("the database is away");
      }
      heard.push(...signals);
    },
  });
});
afterEach(async () => {
  await watch.stop();
  await api.close();
});

const names = () => heard.map((one) => one.suspect.name);
const hear = (expected: string[]) => vi.waitFor(() => expect(names()).toEqual(expected), soon);
const openWatch = () => vi.waitFor(() => expect(api.openWatches()).toBe(1), soon);

describe("the watch of signals", () => {
  it("hears what the list shows, then what changes, each kill once", async () => {
    api.pods = [killedPod("a", "1"), podAt("healthy", "1")];
    await watch.start();
    await openWatch();
    api.say("MODIFIED", killedPod("a", "2"));
    api.say("ADDED", killedPod("b", "3"));
    api.say("MODIFIED", killedPod("a", "4", 1));
    await hear(["a", "b", "a"]);
    expect(new Set(heard.map((one) => one.key)).size).toBe(3);
  });

  it("goes on from the last change, a bookmark included, after the server ended the watch", async () => {
    api.version = "10";
    await watch.start();
    await openWatch();
    api.say("BOOKMARK", { kind: "Pod", metadata: { resourceVersion: "55" } });
    api.endWatches();
    await vi.waitFor(() => expect(api.watchedFrom()).toEqual(["10", "55"]), soon);
  });

  it.each([
    ["as a change", () => api.say("ERROR", { kind: "Status", code: 410, reason: "Expired" })],
    [
      "as an answer",
      () => {
        api.refuseWatch = 410;
        api.endWatches();
        void vi
          .waitFor(() => expect(api.watchedFrom().length).toBeGreaterThan(1), soon)
          .then(() => {
            api.refuseWatch = undefined;
          });
      },
    ],
  ])("lists anew after 410 Gone %s, and hears what it missed", async (_how, expire) => {
    await watch.start();
    await openWatch();
    api.pods = [killedPod("missed", "70")];
    api.version = "70";
    expire();
    await hear(["missed"]);
    await openWatch();
    expect(api.watchedFrom().at(-1)).toBe("70");
  });

  it("hears the end of a pod that is deleted with the kill", async () => {
    await watch.start();
    await openWatch();
    api.say("DELETED", killedPod("short", "2"));
    await hear(["short"]);
  });

  it("offers signals again until they are taken, and reads on behind them", async () => {
    refusals = 3;
    await watch.start();
    await openWatch();
    api.say("ADDED", killedPod("first", "2"));
    api.say("ADDED", killedPod("second", "3"));
    await hear(["first", "second"]);
    expect(refusals).toBe(0);
  });

  it("does not pass over signals that were never taken when it is started again", async () => {
    refusals = Number.POSITIVE_INFINITY;
    api.pods = [killedPod("a", "1")];
    await watch.start();
    await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(0), soon);
    await watch.stop();
    refusals = 0;
    await watch.start();
    await hear(["a"]);
  });

  it("waits for a server that is away, at the start and later", async () => {
    const port = Number(new URL(api.kubeConfig.getCurrentCluster()?.server ?? "").port);
    await api.close();
    await watch.start();
    expect(watch.isHealthy()).toBe(false);
    expect(watch.lastEventAt).toBeNull();
    api = await openWatchedApi(port);
    await openWatch();
    await vi.waitFor(() => expect(watch.isHealthy()).toBe(true), soon);
    await api.close();
    api = await openWatchedApi(port);
    await openWatch();
    api.say("ADDED", killedPod("later", "9"));
    await hear(["later"]);
    expect(watch.lastEventAt).toBeInstanceOf(Date);
  });

  it("starts from a list when the server goes on refusing its position", async () => {
    api.refuseWatch = 500;
    await watch.start();
    await vi.waitFor(() => expect(listsOfPods()).toBeGreaterThan(1), soon);
    api.refuseWatch = undefined;
    await openWatch();
  });

  it("takes a kill of long ago for history", async () => {
    const longAgo = new Date(Date.now() - 30 * 60 * 60_000);
    api.pods = [killedPod("old", "1", 0, longAgo), killedPod("new", "1")];
    await watch.start();
    await hear(["new"]);
  });

  it("starts once, stops at once and is not healthy when stopped", async () => {
    await Promise.all([watch.start(), watch.start()]);
    await openWatch();
    expect(api.watchedFrom()).toHaveLength(1);
    await Promise.all([watch.stop(), watch.stop()]);
    await vi.waitFor(() => expect(api.openWatches()).toBe(0), soon);
    expect(watch.isHealthy()).toBe(false);
  });
});

function listsOfPods(): number {
  return api.requests.filter((line) => line.includes("/pods") && !line.includes("watch=")).length;
}
