import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { service } from "../objects/other-objects.ts";
import { served } from "../objects/served.ts";
import { mistypedLabels } from "../objects/typo.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Services whose selector is at fault, or only seems so. */
export const ROUTING_SELECTOR: Scenario[] = [
  {
    name: "service-selector-mistyped",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api");
      const selector = { kind: "Service", name };
      const without = Object.fromEntries(Object.keys(vary.labels(name)).map((key) => [key, null]));
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [rule],
        steps: [
          {
            afterSeconds: 0,
            patch: selector,
            with: { spec: { selector: { ...without, ...mistypedLabels(vary, name) } } },
          },
        ],
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object: selector,
          finally: holds(selector, "spec.selector", vary.labels(name)),
        },
      };
    },
  },
  {
    name: "service-selector-left-behind-by-renamed-labels",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, app, front, rule } = served(vary, "gateway");
      const renamed = { "app.example.io/component": name };
      const again = deployment(vary, name, {
        replicas: 2,
        containers: app.spec.template.spec.containers,
        spec: { selector: { matchLabels: renamed } },
      });
      again.spec.template.metadata.labels = { ...renamed, "app.example.io/part-of": "platform" };
      const object = { kind: "Service", name };
      return {
        before: [app, front, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [
          // A selector of a Deployment cannot be changed: it is deleted and made again.
          { afterSeconds: 0, remove: { kind: "Deployment", name } },
          { afterSeconds: 20, apply: [again] },
        ],
        alert: { alertname: "ServiceHasNoEndpoints", service: name, severity: "critical" },
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object,
          finally: (read) => {
            const selector = (read(object)?.spec as { selector?: Record<string, string> } | undefined)
              ?.selector;
            return selector?.["app.example.io/component"] === name
              ? undefined
              : `the selector is ${JSON.stringify(selector)}`;
          },
        },
      };
    },
  },
  {
    name: "service-selector-of-another-workload",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const mine = served(vary, "api", { byName: true });
      const cache = vary.name("cache");
      const cachePort = { name: "resp", containerPort: 6379 };
      const object = { kind: "Service", name: mine.name };
      const without = Object.fromEntries(Object.keys(vary.labels(mine.name)).map((key) => [key, null]));
      return {
        before: [
          ...mine.objects,
          deployment(vary, cache, { containers: [container(vary, cache, { ports: [cachePort] })] }),
          service(vary, cache, { labels: vary.labels(cache), port: 6379 }),
          ...neighbours(vary),
        ],
        healthySeconds: 90,
        behaviours: [mine.rule, behaves(vary, cache, { kind: "serves", ports: [{ port: 6379 }] })],
        steps: [
          {
            afterSeconds: 0,
            patch: object,
            with: { spec: { selector: { ...without, ...vary.labels(cache) } } },
          },
        ],
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object,
          finally: holds(object, "spec.selector", vary.labels(mine.name)),
        },
      };
    },
  },
  {
    // Blue and green both run, and nothing says which of them should have the traffic: a person does.
    name: "service-selector-between-blue-and-green",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("shop");
      const port = vary.port();
      const colour = (track: string) => {
        const labels = { app: name, track };
        const full = `${name}-${track}`;
        const made = deployment(vary, full, {
          containers: [container(vary, name, { ports: [{ containerPort: port }] })],
          spec: { selector: { matchLabels: labels } },
        });
        made.spec.template.metadata.labels = labels;
        return made;
      };
      const tracks = vary.pick([
        ["blue", "green"],
        ["stable", "next"],
        ["a", "b"],
      ]);
      const object = { kind: "Service", name };
      return {
        before: [...tracks.map(colour), ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: tracks.map((track) =>
          behaves(vary, `${name}-${track}`, { kind: "serves", ports: [{ port }] }),
        ),
        steps: [
          {
            afterSeconds: 0,
            apply: [
              service(vary, name, { labels: { app: name, track: "live" }, port: 80, targetPort: port }),
            ],
          },
        ],
        alert: { alertname: "KubernetesServiceDown", service: name },
        expected: { outcome: "person", causes: ["service-selector-wrong"], object },
      };
    },
  },
  {
    name: "service-without-endpoints-because-the-release-crashes",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const { name, app, front, rule } = served(vary, "api", { replicas: 1 });
      const bad = vary.image(name, "1.5.0");
      const spec = app.spec.template.spec.containers[0];
      const next = deployment(vary, name, {
        replicas: 1,
        containers: [{ ...spec, name: spec?.name ?? name, image: bad }],
        spec: { strategy: { type: "Recreate" } },
      });
      const object = { kind: "Deployment", name };
      return {
        before: [
          { ...app, spec: { ...app.spec, strategy: { type: "Recreate" } } },
          front,
          ...neighbours(vary),
        ],
        healthySeconds: vary.integer(660, 900),
        behaviours: [
          rule,
          behaves(
            vary,
            name,
            { kind: "crashes", afterMs: 2_000, exitCode: 1, log: ["panic: nil map in router setup"] },
            { image: bad },
          ),
        ],
        steps: [{ afterSeconds: 0, apply: [next] }],
        alert: { alertname: "ServiceHasNoEndpoints", service: name },
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "application-crash"],
          object,
          finally: holds(object, "spec.template.spec.containers.0.image", vary.image(name, "1.4.2")),
        },
      };
    },
  },
  {
    // Its workload was deleted for good; whether the Service goes too, or something comes back, only its owner knows.
    name: "service-whose-workload-was-deleted",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api");
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 60,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, remove: { kind: "Deployment", name } }],
        alert: { alertname: "ProbeFailed", service: name, severity: "critical" },
        expected: {
          outcome: "person",
          causes: ["service-without-workload"],
          object: { kind: "Service", name },
        },
      };
    },
  },
];
