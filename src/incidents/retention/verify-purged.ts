import { z } from "zod";
import type { Database } from "../incident-row.ts";
import { FIRST_PURGED, faultOfPurged, type PurgedHead } from "./purged-chain.ts";

const PAGE_ROWS = 500;

export interface PurgedReport {
  /** Records up to the first fault. */
  records: number;
  fault: { number: number; reason: string } | undefined;
}

/** Recomputes the chain of records of purged incidents. */
export async function verifyPurged(db: Database): Promise<PurgedReport> {
  let head = FIRST_PURGED;
  for await (const row of purgedRows(db)) {
    const reason = faultOfPurged(row, head);
    if (reason !== undefined) return { records: head.purged, fault: { number: head.purged + 1, reason } };
    head = { purged: row.number, hash: row.hash };
  }
  return { records: head.purged, fault: undefined };
}

/** In the order of the chain; a page of them in memory. */
export async function* purgedRows(db: Database) {
  let last = 0;
  for (;;) {
    const rows = await db
      .selectFrom("purged_chains")
      .selectAll()
      .where("number", ">", last)
      .orderBy("number")
      .limit(PAGE_ROWS)
      .execute();
    yield* rows;
    last = rows.at(-1)?.number ?? last;
    if (rows.length < PAGE_ROWS) return;
  }
}

const headSchema = z.object({ purged: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** The head of the purged chain on a line of an export or of the service's log; undefined where there is none. */
export function purgedHeadOnLine(line: string): PurgedHead | undefined {
  const start = line.indexOf("{");
  if (start < 0 || !line.includes('"purged"')) return undefined;
  try {
    return headSchema.safeParse(JSON.parse(line.slice(start))).data;
  } catch {
    return undefined;
  }
}

/** Heads that were kept elsewhere and that the records are not, or not any more, as they say. */
export async function faultsOfPurgedHeads(
  db: Database,
  heads: readonly PurgedHead[],
): Promise<{ number: number; reason: string }[]> {
  if (heads.length === 0) return [];
  const rows = await db
    .selectFrom("purged_chains")
    .select(["number", "hash"])
    .where(
      "number",
      "in",
      heads.map(({ purged }) => purged),
    )
    .execute();
  const hashes = new Map(rows.map(({ number, hash }) => [number, hash]));
  return heads.flatMap(({ purged, hash }) =>
    hashes.get(purged) === hash
      ? []
      : [
          {
            number: purged,
            reason: hashes.has(purged)
              ? "the record is another than when its head was kept: the records were made anew"
              : "the record was there when its head was kept, and is gone",
          },
        ],
  );
}
