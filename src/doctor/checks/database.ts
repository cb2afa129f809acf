import { sql } from "kysely";
import { isReason, messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

/** The server's number of version 15. */
const OLDEST = 150_000;
const MOST_SKEW_MS = 5_000;

export function databaseCheck(deps: Pick<DoctorDeps, "config" | "clock" | "database">): Check {
  const isOwn = deps.config.database.url() === undefined;
  return {
    name: "database",
    needs: ["configuration"],
    async run() {
      try {
        return await look(deps, isOwn);
      } catch (error) {
        // The embedded server lives as long as the service.
        if (isOwn && isReason(error, "not-found"))
          return [failure("the embedded server does not run: it runs with the service", messageOf(error))];
        return [failure(redact(messageOf(error)), serverRemedy(isOwn))];
      }
    },
  };
}

const serverRemedy = (isOwn: boolean) =>
  isOwn
    ? "see the service's log, and the log of PostgreSQL in the data folder"
    : "start the server, let this machine reach it, and check address, name and password in DATABASE_URL";

async function look(
  { clock, database }: Pick<DoctorDeps, "clock" | "database">,
  isOwn: boolean,
): Promise<Seen[]> {
  const { db } = await database();
  const askedMs = performance.now();
  const { rows } = await sql<{ number: number; name: string; at: Date; writable: boolean }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as name,
      clock_timestamp() as at, not pg_is_in_recovery() as writable`.execute(db);
  const ms = Math.round(performance.now() - askedMs);
  const [server] = rows;
  if (server === undefined) return [failure("the server answers with nothing", serverRemedy(isOwn))];
  const name = `PostgreSQL ${server.name.split(" ")[0]}`;
  if (server.number < OLDEST)
    return [
      failure(
        `${name} is too old: 15 or newer is needed`,
        "upgrade it, or unset DATABASE_URL for the embedded one",
      ),
    ];
  if (!server.writable)
    return [failure(`${name} only reads: it is a standby`, "set DATABASE_URL to the primary server")];
  const skewMs = Math.abs(server.at.getTime() - clock.now().getTime());
  const seen = [ok(`${isOwn ? "the embedded" : "your"} ${name} answers in ${ms} ms`)];
  if (skewMs > MOST_SKEW_MS)
    seen.push(
      warning(`its clock is ${Math.round(skewMs / 1000)} s off from this machine's`, "keep both by NTP"),
    );
  return seen;
}
