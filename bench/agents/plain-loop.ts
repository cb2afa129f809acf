import type { Pool } from "pg";

/** What anybody would write without a framework: the same work in a loop, its state kept in one row after each move. */
export function createPlainLoop(options: { pool: Pool; moves: number; work(): Promise<void> }) {
  const { pool, moves, work } = options;
  return async (threadId: string): Promise<void> => {
    const state = {
      incidentId: "bench",
      move: "investigate",
      steps: 0,
      startedAt: new Date().toISOString(),
      taken: [] as string[],
    };
    for (let move = 0; move < moves; move += 1) {
      await work();
      state.steps += 1;
      state.taken.push("investigating/investigate");
      await pool.query(
        `insert into plain_loop (id, state) values ($1, $2)
         on conflict (id) do update set state = excluded.state`,
        [threadId, JSON.stringify(state)],
      );
    }
  };
}

export const createPlainTable = (pool: Pool) =>
  pool.query("create table plain_loop (id text primary key, state jsonb not null)");
