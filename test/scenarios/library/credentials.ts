import { behaves } from "../objects/behaves.ts";
import { secret } from "../objects/other-objects.ts";
import { firstDeploy, release, returnedTo } from "../objects/release.ts";
import { served } from "../objects/served.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import type { Scenario, Vary } from "../scenario.ts";

const refusal = (vary: Vary, host: string, port: number) =>
  vary.pick([
    `psql: error: connection to server at "${host}", port ${port} failed: FATAL:  password authentication failed for user "app"`,
    `ERROR 1045 (28000): Access denied for user 'app'@'10.244.0.7' (using password: YES) at tcp(${host}:${port})`,
    `GET http://${host}:${port}/v1/token failed: 401 Unauthorized`,
  ]);
const password = (name: string) => ({
  env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name, key: "password" } } }],
});

/** What is called is well, and does not let the caller in. More memory and another network change nothing. */
export const CREDENTIALS: Scenario[] = [
  {
    // Which password is right, nobody here knows.
    name: "credentials-that-a-dependency-refuses-from-the-start",
    family: "access",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "db", { replicas: 1 });
      const name = vary.name("orders");
      const login = secret(vary, `${name}-login`, { password: "x" });
      const app = deployment(vary, name, {
        containers: [container(vary, name, password(`${name}-login`))],
      });
      const log = ["connecting", refusal(vary, back.name, back.servicePort)];
      const first = firstDeploy(vary, [login, app]);
      return {
        ...first,
        before: [...(first.before ?? []), ...back.objects],
        healthySeconds: 60,
        behaviours: [back.rule, behaves(vary, name, { kind: "crashes", afterMs: 2_000, exitCode: 1, log })],
        expected: { outcome: "person", causes: ["credentials-refused"], object: nameOf(app) },
      };
    },
  },
  {
    // The release names another Secret, and with the one before it they are let in.
    name: "release-that-brings-credentials-which-are-refused",
    family: "access",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "db", { replicas: 1 });
      const name = vary.name("orders");
      const [good, bad] = [`${name}-login`, `${name}-login-next`];
      const app = deployment(vary, name, { containers: [container(vary, name, password(good))] });
      const log = ["connecting", refusal(vary, back.name, back.servicePort)];
      const of = release(vary, {
        from: app,
        to: withContainer(app, password(bad)),
        beside: [
          ...back.objects,
          secret(vary, good, { password: "x" }),
          secret(vary, bad, { password: "y" }),
        ],
      });
      return {
        ...of,
        behaviours: [
          back.rule,
          behaves(vary, name, {
            kind: "demands",
            settings: [{ env: "DB_PASSWORD", oneOf: ["x"], log }],
          }),
        ],
        expected: returnedTo(app, ["bad-release", "credentials-refused"]),
      };
    },
  },
];
