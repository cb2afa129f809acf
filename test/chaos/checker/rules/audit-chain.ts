import { createHash } from "node:crypto";
import type { AuditRow, Evidence } from "../evidence.ts";

const FIRST = "0".repeat(64);

/** Each incident's rows are all there, in order, and each holds the hash of the one before (docs/audit.md). */
export function brokenChains({ rows }: Evidence): string[] {
  const chains = Map.groupBy(rows.audit, ({ incident_id }) => incident_id);
  return rows.incidents.flatMap(({ id, sequence }) => {
    const chain = (chains.get(id) ?? []).toSorted((a, b) => a.sequence - b.sequence);
    if (chain.length !== sequence)
      return [`${chain.length} of ${sequence} audit rows of incident ${id} are there`];
    const at = chain.findIndex((row, index) => !follows(row, index, chain[index - 1]?.hash ?? FIRST));
    return at < 0 ? [] : [`audit row ${at + 1} of incident ${id} does not follow the one before`];
  });
}

function follows(row: AuditRow, index: number, before: string): boolean {
  const { incident_id, sequence, kind, at, text, code_version, input, output, previous_hash } = row;
  const content = { incident_id, sequence, kind, at: at.toISOString(), text, code_version, input, output };
  const hash = createHash("sha256")
    .update(`${previous_hash}\n${sorted(content)}`)
    .digest("hex");
  return sequence === index + 1 && previous_hash === before && hash === row.hash;
}

/** JSON with the keys of each object in order. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(",")}}`;
}
