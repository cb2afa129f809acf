import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { configMap } from "../objects/other-objects.ts";
import { served } from "../objects/served.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario, Vary } from "../scenario.ts";

/** A workload that takes the host that it calls from a ConfigMap, into its environment. */
function reader(vary: Vary, port: number, replicas = 2) {
  const [name, map] = [vary.name("api"), vary.name("settings")];
  const env = [{ name: "BACKEND_HOST", valueFrom: { configMapKeyRef: { name: map, key: "backend_host" } } }];
  const app = deployment(vary, name, { replicas, containers: [container(vary, name, { env })] });
  const rule = behaves(vary, name, {
    kind: "calls",
    hosts: [{ host: "$(BACKEND_HOST)", port }],
    orElse: "not-ready",
  });
  const settings = (backend_host: string, more: Record<string, string> = {}) =>
    configMap(vary, map, { backend_host, level: "info", ...more });
  return { name, app, rule, settings };
}

/** A process keeps what it read at its start, whatever its ConfigMap says now. */
export const STALE_CONFIGURATION: Scenario[] = [
  {
    // What it calls has moved, and its ConfigMap says where to; the pods never read it.
    name: "pods-that-hold-a-host-which-their-config-map-has-replaced",
    family: "configuration",
    needs: "simulated",
    play(vary) {
      const old = served(vary, "store", { replicas: 1 });
      const next = served(vary, "vault", { replicas: 1, container: {} });
      const moved = { ...next.front.spec.ports[0], port: old.servicePort };
      const front = { ...next.front, spec: { ...next.front.spec, ports: [moved] } };
      const app = reader(vary, old.servicePort);
      return {
        before: [...neighbours(vary), ...old.objects, app.settings(old.name), app.app],
        healthySeconds: 150,
        behaviours: [old.rule, next.rule, app.rule],
        steps: [
          { afterSeconds: 0, apply: [next.app, front] },
          { afterSeconds: 60, apply: [app.settings(next.name)] },
          { afterSeconds: 5, remove: nameOf(old.app) },
          { afterSeconds: 2, remove: { kind: "Service", name: old.name } },
        ],
        withinSeconds: 2_000,
        expected: {
          outcome: "proposed",
          causes: ["config-stale"],
          object: nameOf(app.app),
          finally: allReady(app.app),
        },
      };
    },
  },
  {
    // The ConfigMap was edited too, but what they call by its old and its new content is down.
    name: "dependency-down-while-a-config-map-was-edited",
    family: "configuration",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const app = reader(vary, back.servicePort, 1);
      return {
        before: [...neighbours(vary), ...back.objects, app.settings(back.name), app.app],
        healthySeconds: 150,
        behaviours: [back.rule, app.rule],
        steps: [
          { afterSeconds: 0, apply: [app.settings(back.name, { level: "debug" })] },
          { afterSeconds: 20, patch: nameOf(back.app), with: { spec: { replicas: 0 } } },
        ],
        withinSeconds: 2_000,
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object: nameOf(back.app),
          finally: holds(nameOf(back.app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    // It is stale, and nothing fails: whoever edited it may not want a restart.
    name: "config-map-edited-under-pods-that-are-well",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const app = reader(vary, back.servicePort, 1);
      return {
        before: [...neighbours(vary), ...back.objects, app.settings(back.name), app.app],
        healthySeconds: 150,
        behaviours: [back.rule, app.rule],
        steps: [{ afterSeconds: 0, apply: [app.settings(back.name, { level: "debug" })] }],
        alert: { alertname: "ConfigReloadSlow", deployment: app.name },
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
