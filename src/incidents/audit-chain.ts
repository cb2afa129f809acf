import { createHash } from "node:crypto";
import { canonicalJson } from "../core/json.ts";

/** What the first row of an incident has as its previous hash. */
export const FIRST_HASH = "0".repeat(64);

/** A row of the audit with everything that its hash is taken over. */
export interface ChainRow {
  incident_id: string;
  sequence: number;
  kind: string;
  at: Date;
  text: string;
  code_version: string;
  input: unknown;
  output: unknown;
  previous_hash: string;
}

/** SHA-256 over the previous hash, a newline and the canonical JSON of the row without its own hash. */
export function hashOfRow(row: ChainRow): string {
  const { previous_hash, incident_id, sequence, kind, at, text, code_version, input, output } = row;
  const content = { incident_id, sequence, kind, at: at.toISOString(), text, code_version, input, output };
  return createHash("sha256")
    .update(`${previous_hash}\n${canonicalJson(content)}`)
    .digest("hex");
}

/** Where a chain stood: whoever kept it elsewhere can tell a chain that was cut or made anew. */
export interface ChainHead {
  incident: string;
  sequence: number;
  hash: string;
}

/** The first row that is not as it was written, and why. */
export interface ChainFault {
  sequence: number;
  reason: string;
}

/** What is wrong with a row that should follow `before`; undefined where it does. */
export function faultOfRow(
  row: ChainRow & { hash: string },
  before: Pick<ChainHead, "sequence" | "hash">,
): ChainFault | undefined {
  const sequence = before.sequence + 1;
  if (row.sequence !== sequence) return { sequence, reason: "the row is missing" };
  if (row.previous_hash !== before.hash)
    return { sequence, reason: "the row does not follow the one before" };
  if (row.hash !== hashOfRow(row)) return { sequence, reason: "the row was changed" };
  return undefined;
}
