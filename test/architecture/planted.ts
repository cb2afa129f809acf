import {
  everyRoomIsKnown,
  importsFormNoCycle,
  importsGoDown,
  noBarrels,
  onlyRemediationHoldsTheWriter,
  type Rule,
  sourceImportsNoTest,
} from "./import-rules.ts";
import type { Source } from "./sources.ts";
import {
  filesAreShort,
  namesAreIdeas,
  namesAreKebabCase,
  noDefaultExports,
  onlyConfigReadsTheEnvironment,
  onlyTheClockTellsTime,
} from "./text-rules.ts";

export interface RuleCase {
  name: string;
  rule: Rule;
  /** Each one alone violates the rule. */
  violations: Source[][];
  /** Each one looks like a violation and is none. */
  allowed: Source[][];
}

const file = (path: string, text = ""): Source => ({ path, text });
const imports = (from: string, target: string, what = "{ x }") => [
  file(`src/${from}`, `import ${what} from "${target}";\n`),
];
const WRITER = "../kubernetes/cluster-writer.ts";

export const RULES: RuleCase[] = [
  {
    name: "every folder of src/ is a room of the design",
    rule: everyRoomIsKnown,
    violations: [[file("src/services/a.ts")], [file("src/index2.ts")]],
    allowed: [[file("src/notify/a.ts")], [file("src/app.ts")], [file("test/services/a.ts")]],
  },
  {
    name: "a file imports its own room or a lower row",
    rule: importsGoDown,
    violations: [
      imports("core/a.ts", "../domain/b.ts"),
      imports("notify/a.ts", "../incidents/b.ts"),
      imports("notify/feishu/a.ts", "../../diagnosis/b.ts", "type { X }"),
      imports("agents/a.ts", "../app.ts"),
      imports("guard/a.ts", "../remediation/b.ts"),
      imports("app.ts", "./cli/serve.ts"),
      [file("src/domain/a.ts", 'export { x } from "../database/b.ts";')],
      [file("src/domain/a.ts", 'const b = await import("../database/b.ts");')],
      [file("src/domain/a.ts", 'import {\n  x,\n  type Y,\n} from "../http/b.ts";')],
      [file("src/domain/a.ts", 'import "../database/b.ts";')],
    ],
    allowed: [
      imports("notify/a.ts", "./feishu/b.ts"),
      imports("notify/a.ts", "../core/clock.ts"),
      imports("guard/a.ts", "../database/b.ts"),
      imports("main.ts", "./cli/serve.ts"),
      imports("core/a.ts", "zod"),
    ],
  },
  {
    name: "src/ imports nothing of test/ or bench/",
    rule: sourceImportsNoTest,
    violations: [imports("core/a.ts", "../../test/b.ts"), imports("cli/a.ts", "../../bench/b.ts")],
    allowed: [[file("test/a.ts", 'import { x } from "../bench/b.ts";')]],
  },
  {
    name: "imports form no cycle",
    rule: importsFormNoCycle,
    violations: [
      [file("src/core/a.ts", 'import "./a.ts";')],
      [
        file("src/core/a.ts", 'import { x } from "./b.ts";'),
        file("src/core/b.ts", 'import { type X, y } from "./c.ts";'),
        file("src/core/c.ts", 'export { x } from "./a.ts";'),
      ],
    ],
    allowed: [
      [
        file("src/core/a.ts", 'import { x } from "./b.ts"; import { y } from "./c.ts";'),
        file("src/core/b.ts", 'import { y } from "./c.ts";'),
        file("src/core/c.ts"),
      ],
      [
        file("src/core/a.ts", 'import { x } from "./b.ts";'),
        file("src/core/b.ts", 'import type { A } from "./a.ts";'),
      ],
    ],
  },
  {
    name: "remediation/ alone can write to the cluster",
    rule: onlyRemediationHoldsTheWriter,
    violations: [
      imports("agents/nodes/a.ts", "../../kubernetes/cluster-writer.ts", "type { ClusterWriter }"),
      imports("http/a.ts", WRITER),
      imports("simulation/a.ts", "../kubernetes/live-cluster-writer.ts"),
      imports("kubernetes/watches.ts", "./cluster-writer.ts"),
      imports("cli/a.ts", WRITER),
    ],
    allowed: [
      imports("remediation/apply.ts", WRITER),
      imports("kubernetes/live-cluster-writer.ts", "./cluster-writer.ts"),
      imports("app.ts", "./kubernetes/live-cluster-writer.ts"),
      imports("agents/a.ts", "../kubernetes/cluster-reader.ts"),
    ],
  },
  {
    name: "there are no barrels",
    rule: noBarrels,
    violations: [[file("src/core/index.ts")], [file("src/core/all.ts", 'export * from "./clock.ts";')]],
    allowed: [[file("src/core/clock.ts", "export const x = 2 * 2;")]],
  },
  {
    name: "config/ alone reads the environment; main.ts and cli/ may hand it on whole",
    rule: onlyConfigReadsTheEnvironment,
    violations: [
      [file("src/core/a.ts", "const home = process.env.HOME;")],
      [file("src/core/a.ts", "const home = process?.env?.HOME;")],
      [file("src/core/a.ts", "spawn(program, { env: process.env });")],
      [file("src/core/a.ts", 'const home = process["env"].HOME;')],
      [file("src/core/a.ts", "const { env } = process;")],
      [file("src/core/a.ts", 'import { env } from "node:process";')],
      [file("src/core/a.ts", 'import * as own from "node:process";')],
      [file("src/core/a.ts", 'import own from "node:process";')],
      [file("src/cli/a.ts", "const home = process.env.HOME;")],
      [file("src/main.ts", 'const home = process.env["HOME"];')],
    ],
    allowed: [
      [file("src/config/a.ts", "const home = process.env.HOME;")],
      [file("src/main.ts", "loadConfig(process.env);")],
      [file("src/cli/a.ts", "loadConfig({ env: process.env, argv });")],
      [file("src/core/a.ts", "// process.env is read elsewhere")],
      [file("src/core/a.ts", 'import { getuid, platform } from "node:process";')],
    ],
  },
  {
    name: "no file is longer than 250 lines, but data, prompts and fixtures",
    rule: filesAreShort,
    violations: [
      [file("src/core/a.ts", "x;\n".repeat(251))],
      [file("test/core/a.test.ts", "x;\n".repeat(251))],
    ],
    allowed: [
      [file("src/core/a.ts", "x;\n".repeat(250))],
      [file("src/agents/prompts/a.ts", "x;\n".repeat(900))],
      [file("test/fixtures/a.ts", "x;\n".repeat(900))],
    ],
  },
  {
    name: "there are no default exports",
    rule: noDefaultExports,
    violations: [
      [file("src/core/a.ts", "export default function f() {}")],
      [file("src/core/a.ts", "export { f as default };")],
    ],
    allowed: [[file("src/core/a.ts", "// no export default here\nexport function f() {}")]],
  },
  {
    name: "the time comes from the Clock",
    rule: onlyTheClockTellsTime,
    violations: [
      [file("src/core/a.ts", "const at = Date.now();")],
      [file("src/core/a.ts", "const at = new Date();")],
      [file("src/core/a.ts", "const at = new Date;")],
      [file("src/core/a.ts", "const at = Date();")],
      [file("src/core/a.ts", "const now = Date.now;")],
    ],
    allowed: [
      [file("src/core/clock.ts", "Date.now()")],
      [file("src/core/a.ts", "const at = new Date(value);")],
      [file("src/core/a.ts", "const at: Date = clock.now();")],
      [file("test/a.ts", "const at = new Date();")],
    ],
  },
  {
    name: "names say what is in the file",
    rule: namesAreIdeas,
    violations: [[file("src/core/utils.ts")], [file("src/notify/helpers/a.ts")], [file("src/core/types.ts")]],
    allowed: [[file("src/core/retry.ts")]],
  },
  {
    name: "names are in kebab-case",
    rule: namesAreKebabCase,
    violations: [[file("src/core/retryAll.ts")], [file("src/Core/a.ts")], [file("src/core/retry_all.ts")]],
    allowed: [[file("src/core/retry-all.ts")], [file("test/core/retry-all.test.ts")]],
  },
];
