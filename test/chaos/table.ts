import type { ChaosRecord } from "./play-chaos.ts";

const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

export const faultsIn = ({ faults }: ChaosRecord): number => sum(faults.values());

export const findingsIn = ({ findings }: ChaosRecord): number =>
  sum([...findings.values()].map(({ length }) => length));

/** What broke and what was found, as people read it. */
export function tableOf(record: ChaosRecord): string {
  const { faults, findings, problems, alerts, evidence } = record;
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const { incidents, attempts, audit } = evidence.rows;
  return [
    line(["fault", "times"]),
    line(["---", "---"]),
    ...[...faults].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(line),
    line(["all", faultsIn(record)]),
    "",
    `${problems} problems, ${alerts.acknowledged} alerts acknowledged in ${alerts.deliveries} deliveries, ${incidents.length} incidents, ${attempts.length} attempts, ${audit.length} audit rows, ${evidence.requests.length} requests`,
    "",
    line(["must hold", "broken"]),
    line(["---", "---"]),
    ...[...findings].map(([rule, said]) => line([rule, said.length])),
    ...[...findings].flatMap(([rule, said]) => said.map((text) => `${rule}: ${text}`)),
  ].join("\n");
}
