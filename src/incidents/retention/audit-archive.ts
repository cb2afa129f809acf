import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { exportAudit } from "../export-audit.ts";

export interface AuditArchive {
  /** The incidents' whole audit is on the disk when it resolves. */
  write(trx: Transaction<Tables>, ids: readonly string[], now: Date): Promise<void>;
}

/** A file a day, each line as `audit export` prints it: each chain's rows and then its head. */
export function createAuditArchive(folder: string): AuditArchive {
  return {
    async write(trx, ids, now) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(join(folder, `audit-${now.toISOString().slice(0, 10)}.jsonl`), "a", 0o600);
      try {
        for (const incidentId of ids)
          for await (const line of exportAudit(trx, { incidentId }))
            if (line.type !== "end") await file.appendFile(`${JSON.stringify(line)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
