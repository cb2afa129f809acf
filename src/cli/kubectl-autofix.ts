#!/usr/bin/env node
// `kubectl autofix ...`: kubectl runs what is on the path by this name.
import { runCommand } from "./run-command.ts";

const given = process.argv.slice(2);
process.exitCode = await runCommand(given[0] === "incidents" ? given : ["incidents", ...given], {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
});
