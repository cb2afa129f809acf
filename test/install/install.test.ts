import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { isHelmThere } from "../chart/support/helm.ts";
import { serverAs } from "../chart/support/real-server.ts";
import { startLoad } from "./support/load.ts";
import { objectsOf } from "./support/remains.ts";
import { raiseStage, type Stage } from "./support/stage.ts";
import { asks, incidentOf, isOver, keptLoad, moreThan, press, STORY_MS } from "./support/stories.ts";

const {
  KUBECONFIG = "",
  INSTALL_IMAGE = "",
  INSTALL_IMAGE_NEXT = INSTALL_IMAGE,
  INSTALL_SCOPE,
} = process.env;
/** Alerts on either side of the upgrade. */
const MANY = 40;

const imageOf = (reference: string) => {
  const at = reference.lastIndexOf(":");
  return { repository: reference.slice(0, at), tag: reference.slice(at + 1) };
};

describe.runIf(isHelmThere && KUBECONFIG !== "" && INSTALL_IMAGE !== "")("the chart on a real node", () => {
  let stage: Stage;
  let before: string[];
  const values = (reference: string) => ({
    image: imageOf(reference),
    ...(INSTALL_SCOPE === "namespace" && { namespaces: [stage.shop] }),
    env: { VERIFY_SOAK_SECONDS: "15" },
  });

  beforeAll(async () => {
    stage = await raiseStage(KUBECONFIG);
    before = await objectsOf(stage.server, stage.id);
  }, STORY_MS);
  afterAll(async () => await stage?.end(), STORY_MS);

  test("is installed and ready", { timeout: 2 * STORY_MS }, async () => {
    const said = await stage.release.install(values(INSTALL_IMAGE));
    expect(said, said.err).toMatchObject({ code: 0 });
    expect(said.out).toContain("asks before each change");
  });

  test("its doctor finds nothing that fails, and names what was left out", {
    timeout: STORY_MS,
  }, async () => {
    // Each replica looks for the guard's certificate on its own time.
    const report = await vi.waitFor(
      async () => {
        const { code, out } = await stage.run("doctor", "--json");
        expect(code, out).toBe(0);
        return JSON.parse(out) as { checks: { name: string; status: string; detail: string }[] };
      },
      { timeout: STORY_MS, interval: 5_000 },
    );
    console.info(report.checks.map(({ name, status, detail }) => `${status} ${name}: ${detail}`).join("\n"));
    const well = report.checks.filter(({ status }) => status === "ok").map(({ name }) => name);
    expect(well).toEqual(
      expect.arrayContaining(["database", "migrations", "api-server", "clock", "rights", "watch", "guard"]),
    );
  });

  test("`helm test` passes", { timeout: STORY_MS }, async () => {
    const said = await stage.release.test();
    expect(said, said.err).toMatchObject({ code: 0 });
  });

  test("a write of its account that nobody planned is refused by the guard in its pod", {
    timeout: STORY_MS,
  }, async () => {
    await stage.breakDeployment("hungry");
    const own = await serverAs(await stage.server.accountOf(stage.id, stage.name));
    try {
      const path = `/apis/apps/v1/namespaces/${stage.shop}/deployments/hungry?dryRun=All`;
      const body = [
        { op: "replace", path: "/spec/template/spec/containers/0/resources/limits/memory", value: "128Mi" },
      ];
      const contentType = "application/json-patch+json";
      const { code, text } = await own.send({ method: "PATCH", path, body, contentType });
      expect({ code, text }).toEqual({ code: 403, text: expect.stringContaining("no-attempt") });
    } finally {
      own.end();
    }
  });

  test("a broken Deployment asks, is approved, and is repaired and proven", {
    timeout: 2 * STORY_MS,
  }, async () => {
    await stage.withClient(async (client) => {
      const asking = await incidentOf(stage, client, { deployment: "hungry", isWanted: asks });
      expect(asking).toMatchObject({ cause: "memory-limit-too-low" });
      await press(client, asking);
      const over = await incidentOf(stage, client, { deployment: "hungry", isWanted: isOver });
      expect(over, JSON.stringify(over.timeline, null, 1)).toSatisfy(isFixedInOneStep);
    });
    expect(await stage.deployment("hungry")).toMatchObject({ status: { readyReplicas: 1 } });
  });

  test("upgraded under load it loses no alert, and keeps tokens, data and the question that it asked", {
    timeout: 4 * STORY_MS,
  }, async () => {
    await stage.breakDeployment("hungry-too");
    const asked = await stage.withClient((client) =>
      incidentOf(stage, client, { deployment: "hungry-too", isWanted: asks }),
    );
    const [tokens, { metadata: claim }] = [await stage.secret(), await stage.get(stage.claim)];
    const token = Buffer.from(tokens.WEBHOOK_TOKEN ?? "", "base64").toString();
    const load = await startLoad(stage.server, {
      ...{ namespace: stage.helpers, image: INSTALL_IMAGE, service: stage.service, token },
    });
    const sentBefore = await moreThan(load.accepted, MANY);

    const said = await stage.release.upgrade(values(INSTALL_IMAGE_NEXT));
    expect(said, said.err).toMatchObject({ code: 0 });
    const sent = await moreThan(load.accepted, (await load.accepted()).length + MANY);
    await load.end();

    expect(await stage.secret()).toEqual(tokens);
    expect((await stage.get(stage.claim)).metadata).toMatchObject({ uid: (claim as { uid: string }).uid });
    await stage.withClient(async (client, url) => {
      const operator = Buffer.from(tokens.OPERATOR_TOKEN ?? "", "base64").toString();
      // What was accepted last may wait for its turn to be correlated.
      const kept = await vi.waitFor(
        async () => {
          const all = await keptLoad(url, operator);
          expect([...all.values()]).not.toContain(null);
          return all;
        },
        { timeout: STORY_MS, interval: 500 },
      );
      expect(sent.filter(({ id }) => !kept.has(id))).toEqual([]);
      const again = sent.filter(({ tries }) => tries > 1);
      console.info(
        `${sent.length} alerts were accepted, ${sentBefore.length} of them before the upgrade, ${again.length} after ${Math.max(1, ...again.map(({ tries }) => tries))} tries at most; all are kept`,
      );

      const first = await incidentOf(stage, client, { deployment: "hungry", isWanted: isOver });
      expect(first).toSatisfy(isFixedInOneStep);
      const still = await incidentOf(stage, client, { deployment: "hungry-too", isWanted: asks });
      expect(still.id).toBe(asked.id);
      await press(client, still);
      const over = await incidentOf(stage, client, { deployment: "hungry-too", isWanted: isOver });
      expect(over, JSON.stringify(over.timeline, null, 1)).toSatisfy(isFixedInOneStep);
    });
    const { code, out } = await stage.run("audit", "verify");
    expect(code, out).toBe(0);
  });

  test("uninstalled it leaves its claim, as its notes say, and nothing else", {
    timeout: 2 * STORY_MS,
  }, async () => {
    const said = await stage.release.uninstall();
    expect(said, said.err).toMatchObject({ code: 0 });
    const left = async () =>
      (await objectsOf(stage.server, stage.id)).filter((object) => !before.includes(object));
    await expect
      .poll(left, { timeout: STORY_MS, interval: 1_000 })
      .toEqual([`PersistentVolumeClaim ${stage.name}`]);
    await stage.server.must({ method: "DELETE", path: stage.claim });
    await expect.poll(left, { timeout: STORY_MS, interval: 1_000 }).toEqual([]);
  });
});
