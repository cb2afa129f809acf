import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ChainHead } from "../../incidents/audit-chain.ts";
import { headOnLine } from "../../incidents/audit-heads.ts";
import type { PurgedHead } from "../../incidents/retention/purged-chain.ts";
import { purgedHeadOnLine } from "../../incidents/retention/verify-purged.ts";

const BATCH = 500;

export type KeptHead = ChainHead | PurgedHead;

/** The heads of a file in batches; other lines are passed over. Throws where the file cannot be read. */
export async function* readHeads(path: string): AsyncGenerator<KeptHead[]> {
  const input = createReadStream(path, "utf8");
  let batch: KeptHead[] = [];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const head = headOnLine(line) ?? purgedHeadOnLine(line);
      if (head !== undefined) batch.push(head);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    throw new Error(
      `cannot read the heads in ${path}: name a file that holds an export or the service's log`,
      {
        cause: error,
      },
    );
  } finally {
    input.destroy();
  }
  yield batch;
}
