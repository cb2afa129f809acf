import { argsOf } from "../support/args-of.ts";
import { RAILS } from "./rails.ts";
import { type Ended, withoutRail } from "./without-rail.ts";

const USAGE = `npm run rails [-- OPTIONS]

Takes each rail out of a copy of the project in turn and runs its test there, which must fail on its own assertion.

  --only REGEX  those whose name it matches
`;

const { values } = argsOf(USAGE, {
  options: { only: { type: "string", default: "" }, help: { type: "boolean" } },
});

if (values.help) process.stdout.write(USAGE);
else process.exitCode = await run(new RegExp(values.only));

async function run(only: RegExp): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("interrupted")));
  const chosen = RAILS.filter(({ name }) => only.test(name));
  process.stdout.write("| rail | threat | test | fails without it |\n| --- | --- | --- | --- |\n");
  let held = 0;
  for (const rail of chosen) {
    const ended = await withoutRail(rail, stop.signal);
    if (ended.kind === "missed") held += 1;
    const { name, threat, test } = rail;
    process.stdout.write(`| ${name} | ${threat} | ${test.file}: ${test.name} | ${said(ended)} |\n`);
  }
  process.stdout.write(`\n${held} of ${chosen.length} rails are missed by their tests\n`);
  return held === chosen.length && held > 0 ? 0 : 1;
}

function said(ended: Ended): string {
  if (ended.kind === "missed") return `yes: ${inCell(ended.assertion)}`;
  if (ended.kind === "not-missed") return "NO: the test passes without it";
  return `NO: it ended otherwise: ${inCell(ended.why)}`;
}

function inCell(message: string): string {
  return message.replaceAll("|", "/").slice(0, 200);
}
