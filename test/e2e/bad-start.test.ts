import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { temporaryDataDir } from "../support/service-process.ts";
import { serve, writeKubeConfig } from "./support/serve-process.ts";
import { until } from "./support/stage.ts";

/** Nothing listens there: the port is reserved for "discard", which nobody runs. */
const NOBODY = "127.0.0.1:9";
const isRoot = process.getuid?.() === 0;

let folder: string;
let kubeconfig: string;
/** Of those whose own database server shows nothing. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "autofix-start-"));
  kubeconfig = await writeKubeConfig(folder, `http://${NOBODY}`);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** What a start that is refused says. */
async function refused(env: Record<string, string>): Promise<string> {
  const service = serve({ KUBECONFIG: kubeconfig, DATA_DIR: join(folder, "data"), ...env });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  const last = service.output().trimEnd().split("\nkube-autofix serve: ").at(-1) ?? "";
  expect(service.output()).not.toMatch(/^\s+at .*\.ts:\d+/m);
  return last;
}

describe("a start is refused, with what to do,", () => {
  it("where the kubeconfig is not there", async () => {
    const path = join(folder, "nowhere");
    expect(await refused({ KUBECONFIG: path })).toMatch(
      new RegExp(`cannot read the kubeconfig ${path} .*set KUBECONFIG to a readable kubeconfig`),
    );
  });

  it("where no cluster is named at all", async () => {
    expect(await refused({ KUBECONFIG: "", HOME: folder, DATABASE_URL: database.url })).toContain(
      "set KUBECONFIG to the path of a kubeconfig",
    );
  });

  it("where the policy has an error: line, column and cause", async () => {
    const path = join(folder, "policy.yaml");
    const rule = '  - name: a\n    when: finding.causee == "x"\n    verdict: auto\n    reason: r\n';
    await writeFile(path, `apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n${rule}`);
    const said = await refused({ POLICY_FILE: path, DATABASE_URL: database.url });
    expect(said).toContain(`cannot use the policy file ${path}: policy, line 5, column 18`);
    expect(said).toContain(
      "finding has no field causee (did you mean cause? its fields are cause, confidence, ruledOut, foundBy)",
    );
  });

  it("where the policy is not there", async () => {
    const path = join(folder, "no-policy.yaml");
    const said = await refused({ POLICY_FILE: path, DATABASE_URL: database.url });
    expect(said).toContain(`cannot use the policy file ${path}`);
    expect(said).toContain("set POLICY_FILE to another one");
  });

  it("where the server of DATABASE_URL cannot be reached, without its password", async () => {
    const said = await refused({
      DATABASE_URL: `postgresql://autofix:hunter2@${NOBODY}/autofix`,
      DATABASE_WAIT_SECONDS: "0",
    });
    expect(said).toContain(`the PostgreSQL server of DATABASE_URL at ${NOBODY}`);
    expect(said).toContain("ECONNREFUSED");
    expect(said).toContain("start it, correct DATABASE_URL");
    expect(said).not.toContain("hunter2");
  });

  it("not yet where it may come: it is waited for, and a signal ends the wait", {
    timeout: 150_000,
  }, async () => {
    const service = serve({
      KUBECONFIG: kubeconfig,
      DATA_DIR: join(folder, "data"),
      DATABASE_URL: `postgresql://autofix:hunter2@${NOBODY}/autofix`,
    });
    const hasSaid = () => service.output().includes("waits for the database") || undefined;
    await until(hasSaid, "a word of waiting", 120_000);
    expect(service.output()).toContain("ECONNREFUSED");
    service.child.kill("SIGTERM");
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.output()).not.toContain("hunter2");
  });

  it("where variables are wrong: all of them at once, by name and without their values", async () => {
    const said = await refused({ PORT: "eighty", AUTONOMY: "always", MAX_ATTEMPTS: "0", OPERATOR_TOKEN: "" });
    for (const name of ["PORT", "AUTONOMY", "MAX_ATTEMPTS"]) expect(said).toContain(`- ${name} must`);
    expect(said).not.toMatch(/eighty|always/);
  });

  it("where the data folder is a file", async () => {
    const path = join(folder, "file");
    await writeFile(path, "");
    expect(await refused({ DATA_DIR: path })).toContain("set DATA_DIR to another");
  });

  it.skipIf(isRoot)("where the data folder is not writable", async () => {
    const path = join(folder, "closed");
    mkdirSync(path, { mode: 0o500 });
    expect(await refused({ DATA_DIR: join(path, "data") })).toContain("set DATA_DIR to another");
  });

  it("where another service holds the data folder: who it is", async () => {
    const dataDir = await temporaryDataDir();
    const first = serve({ KUBECONFIG: kubeconfig, DATA_DIR: dataDir });
    await first.ready;
    const said = await refused({ DATA_DIR: dataDir });
    expect(said).toContain(
      `another kube-autofix holds the data folder ${dataDir}: process ${first.child.pid} `,
    );
    expect(said).toContain("set DATA_DIR to another folder");
    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual({ code: 0, signal: null });
  });
});

const hasSmallDisk = isRoot && mountsTmpfs();
describe.runIf(hasSmallDisk)("a start on a disk that is full", () => {
  it("is refused with how much is there, how much is needed, and what to do", async () => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]);
    try {
      expect(await refused({ DATA_DIR: join(disk, "data") })).toMatch(
        /has \d MiB free and a new database needs \d+ MiB: free some space, or set DATA_DIR/,
      );
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
if (!hasSmallDisk) console.warn("left out, for it takes root and mount: a start on a disk that is full");

function mountsTmpfs(): boolean {
  const probe = join(tmpdir(), `autofix-probe-${process.pid}`);
  mkdirSync(probe);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rmdir", [probe]);
  }
}
