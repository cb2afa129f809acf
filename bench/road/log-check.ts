import { setTimeout as sleep } from "node:timers/promises";
import type { BenchCluster } from "./bench-cluster.ts";
import type { Recorder } from "./recorded-requests.ts";

export interface LogCheck {
  /** Resolves when the API's log and the recorder tell of the same requests, each as often; throws with the difference. */
  untilAlike(): Promise<void>;
}

const WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/**
 * All requests since the beginning are compared, and not those of one run: what is looked at in the background is under
 * way at any moment, and then stands on one side alone for as long as its answer takes.
 */
export function createLogCheck(cluster: Pick<BenchCluster, "logged">, recorder: Recorder): LogCheck {
  const balance = new Map<string, number>();
  let counted = 0;
  const add = (lines: readonly string[], by: number) => {
    for (const line of lines.map(plain)) {
      const sum = (balance.get(line) ?? 0) + by;
      if (sum === 0) balance.delete(line);
      else balance.set(line, sum);
    }
  };
  return {
    async untilAlike() {
      const deadlineMs = performance.now() + WITHIN_MS;
      for (;;) {
        const logged = await cluster.logged();
        if (logged === null) return;
        const answered = recorder.answered();
        add(logged, 1);
        add(answered.slice(counted), -1);
        counted = answered.length;
        if (isExplained(balance, recorder.unanswered())) return;
        if (performance.now() > deadlineMs) throw new Error(differenceOf(balance));
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}

/** What the log tells of beyond the answers must have been sent at least. */
function isExplained(balance: ReadonlyMap<string, number>, unanswered: readonly string[]): boolean {
  const sent = Map.groupBy(unanswered.map(plain), (line) => line);
  return [...balance].every(([line, sum]) => sum > 0 && sum <= (sent.get(line)?.length ?? 0));
}

function differenceOf(balance: ReadonlyMap<string, number>): string {
  const lines = [...balance].map(([line, sum]) =>
    sum > 0 ? `  ${sum} more in the API's log: ${line}` : `  ${-sum} more recorded at the client: ${line}`,
  );
  return `the API's log tells of other requests than those that were sent:\n${lines.join("\n")}`;
}

/** One form of the two that a query may have. */
function plain(line: string): string {
  const [method = "", path = ""] = line.split(" ");
  const url = new URL(path, "http://api");
  url.searchParams.sort();
  return `${method} ${url.pathname} ${[...url.searchParams].join("&")}`;
}
