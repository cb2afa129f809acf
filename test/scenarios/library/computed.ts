import { z } from "zod";
import { behaves } from "../objects/behaves.ts";
import { all } from "../objects/in-the-end.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Expectation, ObjectName, Scenario, Vary } from "../scenario.ts";

const two = (number: number) => String(number).padStart(2, "0");

/** What a program wrote of its way: one line every two seconds, from `from` on, at the pace that takes `seconds` in all. */
function progress(seconds: number, lines: number): string[] {
  return Array.from({ length: lines }, (_, index) => {
    const at = 2 * index;
    return `09:00:${two(at)} restored ${at * 20} of ${seconds * 20} segments`;
  });
}

function killedByProbe(vary: Vary, name: string, port: number) {
  return deployment(vary, name, {
    containers: [
      container(vary, name, {
        ports: [{ containerPort: port }],
        livenessProbe: {
          httpGet: { path: "/healthz", port },
          periodSeconds: 5,
          initialDelaySeconds: 5,
          failureThreshold: 4,
        },
      }),
    ],
  });
}

/** The startup probe in the end lasts at least as long: the time that was computed, twice. */
const startsWithin =
  (object: ObjectName, seconds: number): NonNullable<Expectation["finally"]> =>
  (read) => {
    const found = probesOf.safeParse(read(object)).data?.spec.template.spec.containers[0]?.startupProbe;
    const lasts = (found?.periodSeconds ?? 0) * (found?.failureThreshold ?? 0);
    return lasts >= seconds ? undefined : `its startup probe lasts ${lasts} s, not ${seconds} s`;
  };
const probe = z.object({ periodSeconds: z.number(), failureThreshold: z.number() });
const pod = z.object({ containers: z.array(z.object({ startupProbe: probe.optional() })) });
const probesOf = z.object({ spec: z.object({ template: z.object({ spec: pod }) }) });

/** Cases that rules alone decide less well than a computation over what was read. */
export const COMPUTED: Scenario[] = [
  {
    name: "probe-that-kills-a-start-of-seven-minutes",
    family: "probes",
    needs: "simulated",
    play(vary) {
      const [name, port] = [vary.name("store"), vary.port()];
      const seconds = vary.integer(390, 450);
      const app = killedByProbe(vary, name, port);
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, {
            kind: "serves",
            ports: [{ port }],
            startsAfterMs: seconds * 1_000,
            log: progress(seconds, 10),
          }),
        ],
        withinSeconds: 2_400,
        // Rules give it five minutes, as the documentation gives a slow start, and reach this by a second, longer try at best.
        expected: {
          outcome: "proposed",
          causes: ["probe-too-early"],
          object: nameOf(app),
          finally: all(allReady(app), startsWithin(nameOf(app), 2 * seconds)),
        },
      };
    },
  },
  {
    name: "memory-leak-that-samples-show",
    family: "memory-and-cpu",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("cache");
      const limits = { memory: "160Mi" };
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "64Mi" }, limits } })],
      });
      const leaks = (baseMebibytes: number) =>
        behaves(vary, name, { kind: "leaks", baseMebibytes, mebibytesPerSecond: 0.5 });
      const { before = [], steps } = firstDeploy(vary, [app]);
      return {
        before,
        // The first run began with much to read and ended soon: it is the second one that shows the trend.
        steps: [...steps, { afterSeconds: 10, behave: [leaks(32)] }],
        behaviours: [leaks(150)],
        cluster: { hasMetrics: true },
        withinSeconds: 4_500,
        // A person may say yes to one raise, which puts the kill off and is kept for that.
        expected: {
          outcome: "person",
          causes: ["memory-leak"],
          object: nameOf(app),
          mayWrite: [nameOf(app)],
          isAskedFirst: true,
        },
      };
    },
  },
];
