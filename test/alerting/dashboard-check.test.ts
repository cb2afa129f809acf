import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

// Built from the folder dashboard-check beside this file; .ci/run does, and names it.
const { DASHBOARD_CHECK = "" } = process.env;
if (DASHBOARD_CHECK === "")
  console.warn(
    "Grafana's own types do not read the dashboard, for DASHBOARD_CHECK names no program that has them",
  );

interface Panel {
  options: object;
  targets: object[];
}
const read = () =>
  JSON.parse(
    readFileSync(new URL("../../alerting/kube-autofix.dashboard.json", import.meta.url), "utf8"),
  ) as { panels: Partial<Panel>[] };

function firstPanel(of: ReturnType<typeof read>): Panel {
  const panel = of.panels.find(({ targets }) => targets !== undefined);
  if (panel === undefined) throw new Error("the dashboard has no panel with a query");
  return panel as Panel;
}

describe.runIf(DASHBOARD_CHECK !== "")("Grafana's own types, which know every field that there is,", () => {
  const check = async (dashboard: object) => {
    const folder = mkdtempSync(join(tmpdir(), "autofix-dashboard-"));
    try {
      const path = join(folder, "dashboard.json");
      writeFileSync(path, JSON.stringify(dashboard));
      return await new Promise<{ code: number; text: string }>((resolve) => {
        execFile(DASHBOARD_CHECK, [path], (error, text) =>
          resolve({ code: Number(error?.code ?? 0), text: text.trim() }),
        );
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test("take the dashboard", async () => {
    expect(await check(read())).toEqual({ code: 0, text: "" });
  });

  test.each<[string, (of: ReturnType<typeof read>) => object, string]>([
    ["the dashboard", (of) => Object.assign(of, { odd: 1 }), "unexpected field 'odd'"],
    ["a panel's options", (of) => Object.assign(firstPanel(of).options, { odd: 1 }), "panels["],
    ["a query", (of) => Object.assign(firstPanel(of).targets[0] ?? {}, { odd: 1 }), "targets[0]"],
    ["a panel that is of another type", (of) => Object.assign(firstPanel(of), { title: 5 }), "title"],
  ])("refuse a fault in %s", async (_case, spoil, told) => {
    const dashboard = read();
    spoil(dashboard);
    expect(await check(dashboard)).toEqual({ code: 1, text: expect.stringContaining(told) });
  });
});
