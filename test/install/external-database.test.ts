import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { isHelmThere } from "../chart/support/helm.ts";
import { startDatabasePod } from "./support/database-pod.ts";
import { wellDoctor } from "./support/doctor.ts";
import { servicePods } from "./support/in-pod.ts";
import { objectsOf } from "./support/remains.ts";
import { imageValues, installSettings } from "./support/settings.ts";
import { raiseStage, type Stage } from "./support/stage.ts";
import { asks, incidentOf, isOver, press, STORY_MS } from "./support/stories.ts";
import { refusedWrite } from "./support/unplanned-write.ts";

const settings = installSettings(process.env);
const { kubeconfig, image } = settings;

describe.runIf(isHelmThere && kubeconfig !== "" && image !== "")(
  "the chart beside a database of one's own",
  () => {
    let stage: Stage;
    let thereBefore: string[];

    beforeAll(async () => {
      stage = await raiseStage({ ...settings, hasClaim: false });
      const { url, guardUrl } = await startDatabasePod(stage.server, { namespace: stage.helpers, image });
      await stage.server.must({
        method: "POST",
        path: `/api/v1/namespaces/${stage.id}/secrets`,
        body: {
          ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "own-database" } },
          stringData: { DATABASE_URL: url, GUARD_DATABASE_URL: guardUrl },
        },
      });
      thereBefore = await objectsOf(stage.server, stage.id);
    }, 2 * STORY_MS);
    afterAll(async () => await stage?.end(), STORY_MS);

    test("two replicas are ready, with a guard of its own and a disruption budget", {
      timeout: 2 * STORY_MS,
    }, async () => {
      const external = { secretName: "own-database", guardSecretName: "own-database" };
      const values = {
        ...{ image: imageValues(image), replicas: 2, database: { external } },
        env: { VERIFY_SOAK_SECONDS: "5" },
      };
      const said = await stage.release.install({ values });
      expect(said, said.err).toMatchObject({ code: 0 });
      const apps = `/apis/apps/v1/namespaces/${stage.id}/deployments`;
      for (const name of [stage.name, `${stage.name}-guard`])
        expect(await stage.get(`${apps}/${name}`)).toMatchObject({ status: { readyReplicas: 2 } });
      const budget = `/apis/policy/v1/namespaces/${stage.id}/poddisruptionbudgets/${stage.name}`;
      await expect
        .poll(async () => (await stage.get(budget)).status, { timeout: STORY_MS, interval: 500 })
        .toMatchObject({ expectedPods: 2, currentHealthy: 2, disruptionsAllowed: 1 });
    });

    test("its doctor finds nothing that fails", { timeout: 2 * STORY_MS }, async () => {
      const well = (await wellDoctor(stage)).filter(({ status }) => status === "ok").map(({ name }) => name);
      expect(well).toEqual(expect.arrayContaining(["database", "migrations", "rights", "guard"]));
    });

    test("the guard's Deployment refuses a write that nobody planned", { timeout: STORY_MS }, async () => {
      await stage.breakDeployment("hungry");
      expect(await refusedWrite(stage, "hungry")).toEqual({
        code: 403,
        text: expect.stringContaining("no-attempt"),
      });
    });

    test("a repair is asked for by two, goes on without the one that is evicted, and is done once", {
      timeout: 4 * STORY_MS,
    }, async () => {
      const asking = await stage.withClient((client) =>
        incidentOf(stage, client, { deployment: "hungry", isWanted: asks }),
      );
      const [first = ""] = await servicePods(stage.server, stage.id, stage.id);
      const evicted = `/api/v1/namespaces/${stage.id}/pods/${first}`;
      await stage.server.must({
        method: "POST",
        path: `${evicted}/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: first, namespace: stage.id } },
      });
      // Until it is gone a way into the Service may lead to it.
      const look = () => stage.server.send({ method: "GET", path: evicted });
      await expect.poll(async () => (await look()).code, { timeout: STORY_MS, interval: 500 }).toBe(404);
      await stage.withClient(async (client) => {
        await press(client, asking);
        const over = await incidentOf(stage, client, { deployment: "hungry", isWanted: isOver });
        expect(over, JSON.stringify(over.timeline, null, 1)).toSatisfy(isFixedInOneStep);
      });
      // Made, and changed once.
      expect(await stage.deployment("hungry")).toMatchObject({
        metadata: { generation: 2 },
        status: { readyReplicas: 1 },
      });
    });

    test("uninstalled it leaves nothing", { timeout: 2 * STORY_MS }, async () => {
      const said = await stage.release.uninstall();
      expect(said, said.err).toMatchObject({ code: 0 });
      const left = async () =>
        (await objectsOf(stage.server, stage.id)).filter((object) => !thereBefore.includes(object));
      await expect.poll(left, { timeout: STORY_MS, interval: 1_000 }).toEqual([]);
    });
  },
);
