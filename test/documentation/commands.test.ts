import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { VALUES_SCHEMA } from "../../docs/chart/values-schema.ts";
import { parseAlertmanagerPayload } from "../../src/alerts/alertmanager-payload.ts";
import { OPERATIONS } from "../../src/http/openapi/document.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { blocksOf } from "./support/markdown.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const DOCUMENTS = [...globSync("README*.md", { cwd: ROOT }), ...globSync("docs/*.md", { cwd: ROOT })].sort();
const usage = (await runCli(["help"], {})).out;
const COMMANDS = [...usage.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);

/** What "kube-autofix NAME" names, in a block or in a line of code. */
const namedIn = (text: string) =>
  [...text.matchAll(/(?:`|-- |^|src\/main\.ts )kube-autofix ([a-z-]+)/gm)].map(([, name = ""]) => name);

test("the commands that there are were found", () => {
  expect(COMMANDS).toContain("serve");
  expect(namedIn("see `kube-autofix policy check`\nkubectl exec x -- kube-autofix doctor")).toEqual([
    "policy",
    "doctor",
  ]);
});

describe.each(DOCUMENTS)("%s", (path) => {
  const text = read(path);
  const shell = blocksOf(text, "sh").join("\n");

  test("has blocks of shell that a shell can read", () => {
    expect(() => execFileSync("bash", ["-n"], { input: shell, stdio: "pipe" })).not.toThrow();
  });

  test("names only commands of kube-autofix that there are", () => {
    expect(namedIn(text).filter((name) => !COMMANDS.includes(name))).toEqual([]);
  });

  test("calls only endpoints that there are", () => {
    const patterns = OPERATIONS.map(
      ({ path: route }) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    );
    const called = [...shell.matchAll(/\$PUBLIC_URL(\/[^?"'\s]*)/g)].map(([, route = ""]) => route);
    expect(called.filter((route) => !patterns.some((pattern) => pattern.test(route)))).toEqual([]);
  });

  test("applies and installs only what is in the repository", () => {
    const files = [
      ...shell.matchAll(/(?:-f |helm (?:install|upgrade) \S+ )((?:docs|charts|alerting)\/\S+)/g),
    ];
    expect(files.map(([, file = ""]) => file).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

test("the alert that the documentation sends is one that is taken, and opens nothing", () => {
  const [, body = ""] =
    /--data '([^']+)'/.exec(blocksOf(read("docs/alertmanager.md"), "sh").join("\n")) ?? [];
  expect(parseAlertmanagerPayload(JSON.parse(body)).alerts).toMatchObject([{ status: "resolved" }]);
});

test("the values to begin with are values of the chart", () => {
  const values = blocksOf(read("docs/install.md"), "yaml").flatMap((block) =>
    parseAllDocuments(block).map((document) => document.toJS()),
  );
  expect(values).toHaveLength(1);
  const validate = new Ajv2020({ strict: false }).compile({ ...VALUES_SCHEMA });
  expect(validate(values[0]), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...(values[0] as object), imgae: {} })).toBe(false);
});

test("the broken Deployment asks for more memory than its limit", () => {
  const [deployment] = parseAllDocuments(read("docs/examples/broken-deployment.yaml")).map((one) =>
    one.toJS(),
  );
  const [container] = deployment.spec.template.spec.containers;
  expect(container.command).toContain("100M");
  expect(container.resources.limits.memory).toBe("64Mi");
});
