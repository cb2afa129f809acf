import { createClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/logger.ts";
import { loadKubeConfig } from "../../../src/kubernetes/load-kubeconfig.ts";
import { startService } from "../../support/service.ts";
import { WITHOUT_BLAST_BOUNDS } from "../../support/without-blast-bounds.ts";
import type { NewDatabase } from "../runner/databases.ts";
import { createKinds } from "../runner/kinds.ts";
import { type Played, playScenario } from "../runner/play.ts";
import type { Scenario } from "../scenario.ts";
import { createVary } from "../vary.ts";
import { openImageStore } from "./image-store.ts";
import { openPlayedBefore } from "./played-before.ts";
import { putProgramImages } from "./program-images.ts";
import { createRealWorld } from "./real-world.ts";
import { openRecordingProxy, type RecordingProxy } from "./recording-proxy.ts";
import { whyUnplayable } from "./unplayable.ts";

export interface ClusterRun {
  seed: number;
  kubeconfig: string;
  /** The folder that the cluster's registry serves. */
  imageFolder: string;
  stateFile: string;
  /** Namespaces at once. */
  together: number;
  newDatabase: NewDatabase;
  note(line: string): void;
  onPlayed(played: Played): void;
  signal: AbortSignal;
}

/** Plays on a real cluster what it can play, at the wall's pace, and tells why it leaves out the rest. */
export async function playOnCluster(scenarios: readonly Scenario[], run: ClusterRun): Promise<Played[]> {
  const { seed } = run;
  const state = openPlayedBefore(run.stateFile);
  const known = (await state.all()).filter(({ name }) => scenarios.some((one) => one.name === name));
  const playOf = ({ name, play }: Scenario) => play(createVary(seed, name));
  const left: Scenario[] = [];
  for (const scenario of scenarios) {
    const why = whyUnplayable(scenario, playOf(scenario));
    if (why !== undefined) run.note(`left out  ${scenario.family} / ${scenario.name}: ${why}`);
    else if (!known.some(({ name }) => name === scenario.name)) left.push(scenario);
  }
  // Those that take equally long are played together, so that none waits for the slowest.
  left.sort((a, b) => (playOf(a).healthySeconds ?? 0) - (playOf(b).healthySeconds ?? 0));
  const store = openImageStore(run.imageFolder);
  for (const scenario of left) await putProgramImages(playOf(scenario), store);
  const proxy = await openRecordingProxy(loadKubeConfig({ path: run.kubeconfig }), "kube-autofix");
  try {
    const played = [...known];
    const onPlayed = async (one: Played) => {
      // What was interrupted is played again.
      if (run.signal.aborted) return;
      await state.add(one);
      run.onPlayed(one);
      played.push(one);
    };
    for (let at = 0; at < left.length && !run.signal.aborted; at += run.together)
      await playTogether(left.slice(at, at + run.together), { run, proxy, onPlayed });
    return played;
  } finally {
    await proxy.close();
  }
}

async function playTogether(
  batch: readonly Scenario[],
  on: { run: ClusterRun; proxy: RecordingProxy; onPlayed(played: Played): Promise<void> },
): Promise<void> {
  const { run, proxy } = on;
  const clock = createClock();
  const kinds = createKinds();
  const namespaces = batch.map(({ name }) => createVary(run.seed, name).namespace);
  for (const namespace of namespaces) await makeNamespace(proxy, namespace);
  const database = await run.newDatabase();
  const service = await startService({
    clock,
    kubeConfig: proxy.kubeConfig,
    databaseUrl: database.url,
    env: {
      ...{ WATCH: "on", WATCH_NAMESPACES: namespaces.join(","), AUTONOMY: "auto" },
      ...{ VERIFY_SOAK_SECONDS: "15", ...WITHOUT_BLAST_BOUNDS },
    },
    logger: createLogger({ level: "fatal" }),
  });
  try {
    const world = (namespace: string) => createRealWorld(proxy, kinds, namespace);
    const stage = {
      clock,
      service,
      model: "none" as const,
      world,
      isNamespaced: kinds.isNamespaced,
      signal: run.signal,
    };
    await Promise.all(
      batch.map(async (scenario) => on.onPlayed(await playScenario(scenario, run.seed, stage))),
    );
  } finally {
    await service.stop();
    await database.drop();
    for (const namespace of namespaces) await request(proxy, "DELETE", `/api/v1/namespaces/${namespace}`);
  }
}

const GONE_WITHIN_MS = 120_000;

/** A namespace of a run that was interrupted goes first. */
async function makeNamespace(proxy: RecordingProxy, name: string): Promise<void> {
  await request(proxy, "DELETE", `/api/v1/namespaces/${name}`);
  const until = performance.now() + GONE_WITHIN_MS;
  while ((await request(proxy, "GET", `/api/v1/namespaces/${name}`)).status !== 404) {
    if (performance.now() > until) throw new Error(`the namespace ${name} of an earlier run does not go`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const made = await request(proxy, "POST", "/api/v1/namespaces", body);
  if (!made.ok) throw new Error(`the namespace ${name} could not be made: ${await made.text()}`);
}

const request = (proxy: RecordingProxy, method: string, path: string, body?: object) =>
  fetch(`${proxy.url}${path}`, {
    method,
    headers: { "content-type": "application/json", "user-agent": "scenarios" },
    ...(body && { body: JSON.stringify(body) }),
  });
