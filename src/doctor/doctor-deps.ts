import type { Config } from "../config/config.ts";
import type { VariableName } from "../config/environment.ts";
import type { Clock } from "../core/clock.ts";
import type { Database } from "../database/database.ts";
import type { ApiConnection } from "../kubernetes/api-connection.ts";

/** What the checks look at, and with what. */
export interface DoctorDeps {
  config: Config;
  /** Whether somebody set it, or its file. */
  isGiven(name: VariableName): boolean;
  clock: Clock;
  fetch: typeof fetch;
  /** Another one each time. */
  nextId(): string;
  /** The same each time; starts no server and changes no schema. Throws OperationError. */
  database(): Promise<Database>;
  /** The same each time. Throws OperationError where no cluster is configured. */
  cluster(): ApiConnection;
  /** Where the service is reached, without a slash at its end. */
  serviceUrl: string;
  /** Null where none is known here. */
  tokens: { webhook: string | null; operator: string | null };
  asked: { testAlert: boolean; feishuCard: boolean };
}
