import { runCli } from "./run-cli.ts";

/** `kube-autofix audit` beside a service on that database. */
export const runAudit = (databaseUrl: string, args: string[]) =>
  runCli(["audit", ...args], {
    DATABASE_URL: databaseUrl,
    WEBHOOK_TOKEN: "w".repeat(20),
    OPERATOR_TOKEN: "o".repeat(20),
  });
