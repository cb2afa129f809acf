import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { Clock } from "../../core/clock.ts";
import { messageOf, OperationError } from "../../core/errors.ts";
import { given } from "../../core/given.ts";
import type { Logger } from "../../core/logger.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { type Known, loadPolicyFile } from "./load-policy.ts";
import { emptyPolicy, type Policy } from "./policy.ts";

export interface PolicySource {
  current(): Policy;
  /** Reads the file again; false where it is bad: then the policy from before stays in force, and the log says so. */
  reload(): boolean;
  /** The last reload's error with its time, for pages and health; null while the file in force is the file on disk. */
  problem(): { at: Date; message: string } | null;
  stop(): void;
}

/** How often the file is looked at. A mounted ConfigMap changes by a swapped link, which only polling sees everywhere. */
const PACE = { pollMs: 5000, settleMs: 1000 };

/** Throws OperationError where the file is bad at the start, with its line and cause, or cannot be read. */
export function createPolicySource(deps: {
  path?: string | undefined;
  logger: Logger;
  clock: Clock;
  metrics?: Pick<Metrics, "policyReloads" | "policyRefused">;
  /** How often the file is looked at, and how long it must have stood; a file is not read while it is written. */
  pace?: { pollMs: number; settleMs: number };
  /** Names of the custom bots that are configured, which notify rules may use. */
  bots?: readonly string[];
}): PolicySource {
  const { path, logger, clock, metrics, pace = PACE } = deps;
  const known = given("bots", deps.bots);
  if (path === undefined) {
    const policy = emptyPolicy();
    return { current: () => policy, reload: () => true, problem: () => null, stop: () => {} };
  }
  let { text, policy } = readAtStart(path, known);
  let problem: { at: Date; message: string } | null = null;
  const reload = (): boolean => {
    try {
      const next = readFileSync(path, "utf8");
      if (next === text && problem === null) return true;
      policy = loadPolicyFile(next, known);
      text = next;
      problem = null;
      metrics?.policyReloads.inc({ result: "loaded" });
      metrics?.policyRefused.set(0);
      logger.info({ path, rules: policy.rules.length }, "the policy was loaded again");
      return true;
    } catch (error) {
      problem = { at: clock.now(), message: messageOf(error) };
      metrics?.policyReloads.inc({ result: "refused" });
      metrics?.policyRefused.set(1);
      logger.error(
        { path, error: problem.message },
        "the changed policy cannot be used; the one from before stays in force",
      );
      return false;
    }
  };
  let settling: NodeJS.Timeout | undefined;
  // Half of a file can be a policy too, and a laxer one: it is read once it has stood for a while.
  const onChange = () => {
    clearTimeout(settling);
    settling = setTimeout(reload, pace.settleMs).unref();
  };
  watchFile(path, { interval: pace.pollMs, persistent: false }, onChange);
  return {
    current: () => policy,
    reload,
    problem: () => problem,
    stop() {
      clearTimeout(settling);
      unwatchFile(path, onChange);
    },
  };
}

function readAtStart(path: string, known: Known): { text: string; policy: Policy } {
  try {
    const text = readFileSync(path, "utf8");
    return { text, policy: loadPolicyFile(text, known) };
  } catch (cause) {
    throw new OperationError(
      `cannot use the policy file ${path}: ${messageOf(cause)}; correct it, or set POLICY_FILE to another one`,
      { reason: "invalid", retryable: false, cause },
    );
  }
}
