import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wallTime } from "node:timers/promises";
import { createRandom } from "../../src/simulation/store/random.ts";
import { check, type RuleName } from "./checker/check.ts";
import type { Evidence } from "./checker/evidence.ts";
import { readEvidence } from "./checker/read-evidence.ts";
import { createChance, type Fault } from "./faults/fault.ts";
import { type FaultCounts, runFaults } from "./faults/run-faults.ts";
import { runIncidents } from "./incidents/run-incidents.ts";
import { type ChaosStage, raiseChaosStage, type StageOptions } from "./stage/stage.ts";
import { untilRest } from "./stage/until-rest.ts";

export interface ChaosOptions extends StageOptions {
  shapes: readonly string[];
  /** So many problems at once. */
  together: number;
  /** Whether more problems, and more faults, are to come. */
  goesOn: {
    incidents(begun: number, elapsedMs: number): boolean;
    faults(struck: number, elapsedMs: number): boolean;
  };
  faults: (has: { smallDisk: boolean }) => readonly Fault[];
  faultEveryMs: number;
  /** How long it may take to come to rest when the faults are over. Wall time. */
  restMs: number;
  calmSeconds: number;
  /** A folder for the logs and rows of the run, where somebody wants to look into them. */
  keep?: string;
  note(line: string): void;
}

export interface ChaosRecord {
  seed: number;
  faults: FaultCounts;
  problems: number;
  alerts: { acknowledged: number; deliveries: number };
  evidence: Evidence;
  /** By rule, and beside the rules: what never came to rest, and what ended by itself. */
  findings: Map<RuleName | "the service", string[]>;
}

/** Problems and faults side by side; then the faults are over, all comes to rest, and the checker has its say. */
export async function playChaos(options: ChaosOptions): Promise<ChaosRecord> {
  const stage = await raiseChaosStage(options);
  try {
    return await perform(stage, options);
  } finally {
    await stage.end();
  }
}

async function perform(stage: ChaosStage, options: ChaosOptions): Promise<ChaosRecord> {
  const { seed, note, goesOn } = options;
  await Promise.all(stage.posts.map(({ replica }) => replica.untilUp()));
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const chatter = new AbortController();
  const chattering = sendChatter(stage, chatter.signal);
  const [{ truths, failures }, faults] = await Promise.all([
    runIncidents(stage, { ...options, goesOn: (begun) => goesOn.incidents(begun, elapsed()) }),
    runFaults(stage, {
      chance: createChance(createRandom(seed), wallTime),
      faults: options.faults({ smallDisk: stage.postgres.fillDisk !== undefined }),
      ...{ everyMs: options.faultEveryMs, together: 3, onStruck: note },
      goesOn: (struck) => goesOn.faults(struck, elapsed()),
    }),
  ]);
  chatter.abort();
  await chattering;
  note("the faults are over");
  const limit = AbortSignal.timeout(options.restMs);
  await stage.sender.untilAcknowledged(limit);
  const busy = await untilRest(stage, truths, { ...options, signal: limit });
  await stage.cluster.tell({ do: "tell-state" });
  const evidence = await readEvidence({
    ...stage.files,
    ...{ soakSeconds: stage.soakSeconds, databaseUrl: stage.postgres.url, truths },
  });
  if (options.keep !== undefined) await keepAll(stage, evidence, options.keep);
  const unasked = stage.posts.flatMap(({ replica }) => replica.unasked());
  const findings = new Map<RuleName | "the service", string[]>(check(evidence));
  findings.set("the service", [...failures, ...busy.map((what) => `not at rest: ${what}`), ...unasked]);
  return { seed, faults, problems: truths.length, alerts: stage.sender.counts(), evidence, findings };
}

async function keepAll(stage: ChaosStage, { rows }: Evidence, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(stage.folder, folder, { recursive: true });
  await writeFile(join(folder, "rows.json"), JSON.stringify(rows, null, 1));
}

const CHATTER_WALL_MS = 400;

/** Alerts that are about nothing on the cluster: each must be kept all the same. */
async function sendChatter({ sender }: ChaosStage, signal: AbortSignal): Promise<void> {
  for (let count = 1; !signal.aborted; count += 1) {
    sender.send({ alertname: "BackupIsOld", job: `backup-${count}`, severity: "info" }, {});
    await wallTime(CHATTER_WALL_MS);
  }
}
