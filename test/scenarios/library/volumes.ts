import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { claim, claimNamed, MOUNT, storageClass, using } from "../objects/storage.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Volumes that are there and cannot be used, or hold no more. */
export const VOLUMES: Scenario[] = [
  {
    name: "volume-filling-up-in-a-class-that-can-grow",
    family: "storage",
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const storageClassName = `${vary.namespace}-gp3`;
      return {
        before: [
          storageClass(storageClassName, { allowVolumeExpansion: true }),
          claim(vary, `${name}-data`, "10Gi", { storageClassName }),
          using(vary, name, `${name}-data`),
          ...neighbours(vary),
        ],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: {
          alertname: "KubePersistentVolumeFillingUp",
          persistentvolumeclaim: `${name}-data`,
          severity: "critical",
        },
        cluster: {},
        expected: {
          outcome: "proposed",
          causes: ["volume-full"],
          object: claimNamed(`${name}-data`),
          finally(read) {
            const status = read(claimNamed(`${name}-data`))?.status as
              | { capacity?: { storage?: string } }
              | undefined;
            return status?.capacity?.storage === "10Gi" ? "it is as small as before" : undefined;
          },
        },
      };
    },
  },
  {
    name: "volume-full-in-a-class-that-cannot-grow",
    family: "storage",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("store");
      const storageClassName = `${vary.namespace}-local`;
      return {
        before: [
          storageClass(storageClassName),
          claim(vary, name, "10Gi", { storageClassName }),
          using(vary, name, name),
          ...neighbours(vary),
        ],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: { alertname: "KubePersistentVolumeFillingUp", persistentvolumeclaim: name },
        cluster: {},
        expected: { outcome: "person", causes: ["volume-full"], object: claimNamed(name) },
      };
    },
  },
  {
    name: "program-that-finds-no-space-left-on-its-claim",
    family: "storage",
    needs: "simulated",
    play(vary) {
      const name = vary.name("ledger");
      const storageClassName = `${vary.namespace}-gp3`;
      const app = using(vary, name, `${name}-data`);
      const mebibytes = vary.integer(110, 140);
      return {
        before: [
          storageClass(storageClassName, { allowVolumeExpansion: true }),
          claim(vary, `${name}-data`, "100Mi", { storageClassName }),
          ...neighbours(vary),
        ],
        behaviours: [
          behaves(vary, name, { kind: "fills-volume", volume: "data", mebibytes, afterMs: 20_000 }),
        ],
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "proposed",
          causes: ["volume-full"],
          object: claimNamed(`${name}-data`),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "program-writes-to-a-read-only-file-system",
    family: "storage",
    needs: "simulated",
    play(vary) {
      const name = vary.name("render");
      const path = vary.pick(["/tmp", "/var/cache/app", "/run/app"]);
      const log = [
        vary.pick([
          `OSError: [Errno 30] Read-only file system: '${path}/session.lock'`,
          `open ${path}/session.lock: read-only file system`,
          `mkdir: cannot create directory '${path}/session': Read-only file system`,
        ]),
      ];
      const app = deployment(vary, name, {
        containers: [container(vary, name, { securityContext: { readOnlyRootFilesystem: true } })],
      });
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "demands", settings: [{ writes: path, log }] })],
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: { outcome: "person", causes: ["volume-read-only"], object: nameOf(app) },
      };
    },
  },
  {
    name: "folder-of-the-node-that-is-not-there",
    family: "storage",
    needs: "nodes",
    play(vary) {
      const name = vary.name("agent");
      const path = `/mnt/${vary.pick(["disks", "nfs", "shared"])}/${name}`;
      const app = deployment(vary, name, {
        containers: [container(vary, name, { volumeMounts: [{ name: "data", mountPath: MOUNT }] })],
        pod: { volumes: [{ name: "data", hostPath: { path, type: "Directory" } }] },
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeContainerWaiting", pod: `${name}*` },
        expected: { outcome: "person", causes: ["volume-not-mounted"], object: nameOf(app) },
      };
    },
  },
  {
    // A release that locks the root file system: the revision before it ran, and comes back.
    name: "release-that-locks-the-file-system",
    family: "storage",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const log = [
        "Traceback (most recent call last):",
        "OSError: [Errno 30] Read-only file system: '/tmp/cache'",
      ];
      const release = (securityContext: object) =>
        deployment(vary, name, { containers: [container(vary, name, { securityContext })] });
      const app = release({ readOnlyRootFilesystem: false });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 900),
        behaviours: [behaves(vary, name, { kind: "demands", settings: [{ writes: "/tmp", log }] })],
        steps: [{ afterSeconds: 0, apply: [release({ readOnlyRootFilesystem: true })] }],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "volume-read-only"],
          object: nameOf(app),
          finally: holds(
            nameOf(app),
            "spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem",
            false,
          ),
        },
      };
    },
  },
];
