import { schemaState } from "../../database/schema-state.ts";
import { type Check, failure, ok, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

export function migrationsCheck({ database }: Pick<DoctorDeps, "database">): Check {
  return {
    name: "migrations",
    needs: ["database"],
    async run() {
      const { newest, oldestCode, code } = await schemaState((await database()).db);
      if (oldestCode > code)
        return [
          failure(
            `the schema is ${newest}, which serves code of ${oldestCode} and newer, and this code has ${code}`,
            "start the newer version of kube-autofix, or restore the database from before its upgrade",
          ),
        ];
      if (newest > code)
        return [ok(`the schema is ${newest}, of a newer version, and serves this code, too`)];
      if (newest < code)
        return [
          warning(
            `the schema is ${newest}, and this code has ${code}`,
            "start this version of the service, or run: kube-autofix migrate",
          ),
        ];
      return [ok(`the schema is ${newest}, as this code has it`)];
    },
  };
}
