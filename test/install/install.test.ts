import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { MIGRATIONS } from "../../src/database/migrations.ts";
import { isHelmThere } from "../chart/support/helm.ts";
import { schemaOf, wellDoctor } from "./support/doctor.ts";
import { startLoad } from "./support/load.ts";
import { objectsOf } from "./support/remains.ts";
import { imageValues, installSettings } from "./support/settings.ts";
import { raiseStage, type Stage } from "./support/stage.ts";
import { asks, incidentOf, isOver, keptLoad, moreThan, press, STORY_MS } from "./support/stories.ts";
import { refusedWrite } from "./support/unplanned-write.ts";

const settings = installSettings(process.env);
const { kubeconfig, image, before } = settings;
/** Alerts on either side of the upgrade. */
const MANY = 40;

describe.runIf(isHelmThere && kubeconfig !== "" && image !== "")("the chart on a real node", () => {
  let stage: Stage;
  let thereBefore: string[];
  const values = (reference: string) => ({
    image: imageValues(reference),
    ...(settings.isOneNamespace && { namespaces: [stage.shop] }),
    env: { VERIFY_SOAK_SECONDS: "5" },
  });

  beforeAll(async () => {
    stage = await raiseStage(settings);
    thereBefore = await objectsOf(stage.server, stage.id);
  }, STORY_MS);
  afterAll(async () => await stage?.end(), STORY_MS);

  test("is installed and ready", { timeout: 2 * STORY_MS }, async () => {
    const said = await stage.release.install({ values: values(before.image), chart: before.chart });
    expect(said, said.err).toMatchObject({ code: 0 });
    expect(said.out).toContain("asks before each change");
  });

  test("asks about a broken Deployment", { timeout: 2 * STORY_MS }, async () => {
    await stage.breakDeployment("hungry");
    const asking = await stage.withClient((client) =>
      incidentOf(stage, client, { deployment: "hungry", isWanted: asks }),
    );
    expect(asking).toMatchObject({ cause: "memory-limit-too-low" });
  });

  test("upgraded under load it loses no alert, migrates, and keeps tokens, data and the question that it asked", {
    timeout: 4 * STORY_MS,
  }, async () => {
    const asked = await stage.withClient((client) =>
      incidentOf(stage, client, { deployment: "hungry", isWanted: asks }),
    );
    const [tokens, { metadata: claim }] = [await stage.secret(), await stage.get(stage.claim)];
    const schema = await schemaOf(stage);
    const token = Buffer.from(tokens.WEBHOOK_TOKEN ?? "", "base64").toString();
    const load = await startLoad(stage.server, {
      ...{ namespace: stage.helpers, image, service: stage.service, token },
    });
    const sentBefore = await moreThan(load.accepted, MANY);

    const said = await stage.release.upgrade({ values: values(image) });
    expect(said, said.err).toMatchObject({ code: 0 });
    const sent = await moreThan(load.accepted, (await load.accepted()).length + MANY);
    await load.end();

    expect(await stage.secret()).toEqual(tokens);
    expect((await stage.get(stage.claim)).metadata).toMatchObject({ uid: (claim as { uid: string }).uid });
    const schemaNow = await schemaOf(stage);
    expect(schemaNow).toBe(MIGRATIONS.at(-1)?.number);
    if (before.image !== image) expect(schema).toBeLessThan(schemaNow);
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
        `schema ${schema} became ${schemaNow}; ${sent.length} alerts were accepted, ${sentBefore.length} of them before the upgrade, ${again.length} after ${Math.max(1, ...again.map(({ tries }) => tries))} tries at most; all are kept`,
      );
      const still = await incidentOf(stage, client, { deployment: "hungry", isWanted: asks });
      expect(still.id).toBe(asked.id);
    });
  });

  test("its doctor finds nothing that fails, and names what was left out", {
    timeout: 2 * STORY_MS,
  }, async () => {
    const checks = await wellDoctor(stage);
    console.info(checks.map(({ name, status, detail }) => `${status} ${name}: ${detail}`).join("\n"));
    const well = checks.filter(({ status }) => status === "ok").map(({ name }) => name);
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
    expect(await refusedWrite(stage, "hungry")).toEqual({
      code: 403,
      text: expect.stringContaining("no-attempt"),
    });
  });

  test("the question is approved: the Deployment is repaired and proven, and the audit holds", {
    timeout: 2 * STORY_MS,
  }, async () => {
    await stage.withClient(async (client) => {
      await press(client, await incidentOf(stage, client, { deployment: "hungry", isWanted: asks }));
      const over = await incidentOf(stage, client, { deployment: "hungry", isWanted: isOver });
      expect(over, JSON.stringify(over.timeline, null, 1)).toSatisfy(isFixedInOneStep);
    });
    expect(await stage.deployment("hungry")).toMatchObject({ status: { readyReplicas: 1 } });
    const { code, out } = await stage.run("audit", "verify");
    expect(code, out).toBe(0);
  });

  test("uninstalled it leaves its claim, as its notes say, and nothing else", {
    timeout: 2 * STORY_MS,
  }, async () => {
    const said = await stage.release.uninstall();
    expect(said, said.err).toMatchObject({ code: 0 });
    const left = async () =>
      (await objectsOf(stage.server, stage.id)).filter((object) => !thereBefore.includes(object));
    await expect
      .poll(left, { timeout: STORY_MS, interval: 1_000 })
      .toEqual([`PersistentVolumeClaim ${stage.name}`]);
    await stage.server.must({ method: "DELETE", path: stage.claim });
    await expect.poll(left, { timeout: STORY_MS, interval: 1_000 }).toEqual([]);
  });
});
