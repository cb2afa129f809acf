import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ChainHead } from "../../incidents/audit-chain.ts";
import { headOnLine } from "../../incidents/audit-heads.ts";

const BATCH = 500;

/** The heads of a file in batches; other lines are passed over. Throws where the file cannot be read. */
export async function* readHeads(path: string): AsyncGenerator<ChainHead[]> {
  const input = createReadStream(path, "utf8");
  let batch: ChainHead[] = [];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const head = headOnLine(line);
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
