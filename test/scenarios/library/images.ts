import { release, returnedTo } from "../objects/release.ts";
import { container, daemonSet, deployment, statefulSet, withContainer } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** A revision whose image cannot be had, after one that ran: it is returned to. */
export const IMAGES: Scenario[] = [
  {
    name: "image-tag-that-does-not-exist",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("web");
      const app = deployment(vary, name, { replicas: vary.integer(2, 4) });
      const image = vary.image(name, vary.pick(["1.4.22", "v1.5", "latest-fix", "99.99"]));
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        images: [{ image, outcome: "not-found" }],
        expected: returnedTo(app, ["bad-release", "image-not-found"]),
      };
    },
  },
  {
    name: "image-tag-that-does-not-exist-in-a-stateful-set",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("broker");
      const app = statefulSet(vary, name, { replicas: 3 });
      const image = vary.image(name, "1.4.20");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        images: [{ image, outcome: "not-found" }],
        alert: { alertname: "KubeStatefulSetUpdateNotRolledOut", statefulset: name },
        expected: returnedTo(app, ["bad-release", "image-not-found"]),
      };
    },
  },
  {
    name: "image-name-with-a-typo-after-one-that-ran",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("cart");
      const app = deployment(vary, name, { replicas: 2 });
      const image = vary.image(`${name}x`, "1.4.2");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        images: [{ image, outcome: "denied" }],
        expected: returnedTo(app, ["bad-release", "image-not-found", "image-pull-denied"]),
      };
    },
  },
  {
    name: "image-of-another-architecture",
    family: "images",
    needs: "simulated",
    play(vary) {
      const name = vary.name("vision");
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [container(vary, name, { command: ["/app/run"] })],
      });
      const image = vary.image(name, "1.5.0-arm64");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        images: [{ image, outcome: "wrong-architecture" }],
        expected: returnedTo(app, ["bad-release", "image-wrong-architecture"]),
      };
    },
  },
  {
    name: "image-that-may-not-be-pulled",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("agent");
      const app = daemonSet(vary, name);
      const image = vary.image(name, "1.6.0");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image, imagePullPolicy: "Never" }) }),
        expected: returnedTo(app, ["bad-release", "image-not-on-node"]),
      };
    },
  },
  {
    name: "image-name-that-is-no-reference",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("auth");
      const app = deployment(vary, name, { replicas: 2 });
      const image = vary.image(name.toUpperCase(), "1.4.3");
      return {
        ...release(vary, { from: app, to: withContainer(app, { image }) }),
        expected: returnedTo(app, ["bad-release", "image-name-invalid"]),
      };
    },
  },
];
