import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { isHelmThere, rendered } from "./support/helm.ts";
import { MATRIX } from "./support/matrix.ts";

const find = (all: readonly KubernetesObject[], kind: string, name: string) =>
  all.find((one) => one.kind === kind && one.metadata.name === name);

describe.runIf(isHelmThere)("what watches the service, in the chart", () => {
  test("has the dashboard in a ConfigMap for Grafana's sidecar where that is wanted", async () => {
    const all = await rendered(MATRIX["all that is beside it"] ?? {});
    const map = find(all, "ConfigMap", "kube-autofix-dashboard") as unknown as {
      metadata: KubernetesObject["metadata"];
      data: Record<string, string>;
    };
    expect(map.metadata.labels).toMatchObject({ grafana_dashboard: "1" });
    expect(map.metadata.annotations).toEqual({ grafana_folder: "Operations" });
    const shipped = new URL("../../alerting/kube-autofix.dashboard.json", import.meta.url);
    expect(JSON.parse(map.data["kube-autofix.json"] ?? "")).toEqual(
      JSON.parse(readFileSync(shipped, "utf8")),
    );
    expect(find(await rendered({}), "ConfigMap", "kube-autofix-dashboard")).toBeUndefined();
  });

  test("labels what is scraped with the cluster, where that has a name", async () => {
    const enabled = { serviceMonitor: { enabled: true }, podMonitor: { enabled: true } };
    const scrapes = async (env: Record<string, string>) => {
      const all = await rendered({ metrics: enabled, env });
      return [
        ["PodMonitor", "podMetricsEndpoints"],
        ["ServiceMonitor", "endpoints"],
      ].flatMap(([kind = "", of = ""]) => {
        const { spec } = find(all, kind, "kube-autofix") as unknown as { spec: Record<string, object[]> };
        return spec[of] ?? [];
      });
    };
    const named = await scrapes({ CLUSTER_NAME: "west" });
    expect(named).toHaveLength(4);
    for (const endpoint of named)
      expect(endpoint).toHaveProperty("relabelings", [{ targetLabel: "cluster", replacement: "west" }]);
    for (const endpoint of await scrapes({})) expect(endpoint).not.toHaveProperty("relabelings");
  });
});
