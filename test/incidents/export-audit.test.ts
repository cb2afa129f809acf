import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exportAudit } from "../../src/incidents/export-audit.ts";
import { incidentRoom, openOne, type Room } from "./incident-setup.ts";

const ROWS = 20_000;
const MOST_HELD = 500;

let room: Room;
beforeEach(async () => {
  room = await incidentRoom();
});
afterEach(() => room.database.drop());

it("an export of 20,000 rows holds one page of them at a time, and reads the next when it is wanted", async () => {
  const id = await openOne(room);
  await sql`insert into audit (incident_id, sequence, kind, at, text, code_version, input, output, previous_hash, hash)
    select ${id}::uuid, n, 'note', now(), 'n', '0.1.0', '{}', '{}', '0', '0' from generate_series(2, ${ROWS}::int) n`.execute(
    room.db,
  );
  const pages: number[] = [];
  const counted = room.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      pages.push(result.rows.length);
      return result;
    },
  });
  let rows = 0;
  let mostAhead = 0;
  for await (const line of exportAudit(counted)) {
    if (line.type === "row") rows += 1;
    const read = pages.reduce((sum, page) => sum + page, 0);
    mostAhead = Math.max(mostAhead, read - rows);
    if (line.type === "end") expect(line).toEqual({ type: "end", incidents: 1, rows: ROWS });
  }
  expect(rows).toBe(ROWS);
  // One more is empty, and one is of what was purged.
  expect(pages).toHaveLength(ROWS / MOST_HELD + 2);
  expect(Math.max(...pages)).toBe(MOST_HELD);
  expect(mostAhead).toBeLessThan(MOST_HELD);
});
