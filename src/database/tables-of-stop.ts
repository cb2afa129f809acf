import type { Generated } from "kysely";
import type { StopDoor } from "../domain/stop.ts";

export interface TablesOfStop {
  stop_state: StopStateTable;
  stops: StopTable;
}

/** One row; without a stop the other columns tell of the last one's end. */
export interface StopStateTable {
  name: "all";
  is_stopped: boolean;
  by: string | null;
  door: StopDoor | null;
  reason: string | null;
  at: Date | null;
}

/** Append-only: who stopped and resumed, and why. */
export interface StopTable {
  id: Generated<string>;
  is_stopped: boolean;
  by: string;
  door: StopDoor;
  reason: string;
  at: Date;
}
