import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { type Road, refTo } from "./road.ts";
import type { scriptedDiagnosis } from "./scripted-finding.ts";

const KEY = "ENCODER";

/** Deployment shop/NAME that reads all of ConfigMap shop/NAME-settings and does not take one value of it. */
export function readerOf(name: string, configMap = `${name}-settings`): KubernetesObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image: "registry.example.org/web:1",
              envFrom: [{ configMapRef: { name: configMap } }],
            },
          ],
        },
      },
    },
  };
}

export function settingsOf(name: string, more: object = {}): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${name}-settings`, namespace: "shop" },
    data: { [KEY]: "jsonn", MODE: "fast" },
    ...more,
  };
}

/** Sets both up and finds, as a model would, that one value should be another one. */
export async function misconfiguredBy(
  road: Road,
  script: ReturnType<typeof scriptedDiagnosis>,
  given: { name: string; to: string; settings?: KubernetesObject; uid?: string },
): Promise<{ workload: ObjectRef; settings: ObjectRef }> {
  const { name, to, uid } = given;
  const settings = given.settings ?? settingsOf(name);
  road.cluster.behave({
    match: { workload: name },
    behaviour: { kind: "demands", settings: [{ env: KEY, oneOf: ["json", "text"], log: ["no such sink"] }] },
  });
  await road.cluster.apply([settings, readerOf(name)]);
  const configMap = refTo(await road.object(refTo(settings)));
  const workload = refTo(await road.object(refTo(readerOf(name))));
  script.propose(workload, {
    type: "SetField",
    isExclusive: false,
    parameters: {
      field: `ConfigMap ${configMap.name}: ${KEY}`,
      from: "jsonn",
      to,
      basis: "its log lists what it takes",
      configMap: { name: configMap.name, uid: uid ?? configMap.uid, key: KEY, alsoReadBy: [] },
    },
  });
  return { workload, settings: configMap };
}

export async function valuesIn(road: Road, settings: ObjectRef) {
  return (await road.object(settings)).data;
}
