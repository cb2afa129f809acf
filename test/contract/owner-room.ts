import { parse } from "yaml";
import { createClock } from "../../src/core/clock.ts";
import { OperationError } from "../../src/core/errors.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { Action } from "../../src/domain/action.ts";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "../../src/kubernetes/live-cluster-writer.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { ownerOf, readTarget } from "../../src/remediation/facts/read-target.ts";
import { sourceSteps } from "../../src/remediation/planning/next-steps.ts";
import { plainDeployment } from "../remediation/support/workloads.ts";
import { DEFINITIONS } from "./owner-definitions.ts";
import { raise, SERVED } from "./owner-stage.ts";

export type OwnerRoom = ReturnType<typeof openOwnerRoom>;

/** A namespace of a real API server in which controllers own workloads, each under the name that it really writes by. */
export function openOwnerRoom({
  path,
  namespace,
  signal,
}: {
  path: string;
  namespace: string;
  signal: AbortSignal;
}) {
  const live = {
    kubeConfig: loadKubeConfig({ path }),
    clock: createClock(),
    logger: silentLogger,
    timeoutMs: 20_000,
  };
  const parts = {
    api: createApiConnection(live),
    reader: createLiveClusterReader(live),
    writer: createLiveClusterWriter(live),
  };

  /** As a controller writes: server-side apply under its own name. */
  const apply = async (manager: string, at: string, object: object): Promise<KubernetesObject> => {
    const answer = await parts.api.send({
      verb: "patch",
      path: at,
      query: { fieldManager: manager, force: "true" },
      contentType: "application/apply-patch+yaml",
      body: object,
      what: `apply ${at}`,
      signal,
    });
    if (answer.code >= 300) throw new Error(`${at}: ${answer.code} ${answer.text}`);
    return JSON.parse(answer.text) as KubernetesObject;
  };
  const deployment = (name: string, more: object = {}) => {
    const made = plainDeployment(name);
    return { ...made, metadata: { ...made.metadata, namespace, ...more } };
  };
  const deploy = (manager: string, name: string, more: object = {}) =>
    apply(manager, `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, deployment(name, more));
  const custom = (
    group: string,
    plural: string,
    object: { metadata: { name: string } },
    manager = "someone",
  ) =>
    apply(manager, `/apis/${group}/namespaces/${namespace}/${plural}/${object.metadata.name}`, {
      ...object,
      metadata: { ...object.metadata, namespace },
    });
  const ask = async (object: KubernetesObject, action: Action) => {
    const target = await readTarget(parts.reader, { ref: refOf(object), made: null }, signal);
    if (target === undefined) throw new Error("the object is gone");
    const owner = ownerOf(target, [action]);
    return { owner, steps: owner === null ? [] : sourceSteps({ actions: [action] }, owner, target) };
  };

  /** What a step would have a person do is done: the server takes it, and it stands there. */
  const follow = async (
    plural: string,
    apiVersion: string,
    { command }: { command?: string | undefined },
  ) => {
    const [, name, patch = ""] = / patch \w+ (\S+) .*--patch '(.*)'$/.exec(command ?? "") ?? [];
    const at = `/apis/${apiVersion}/namespaces/${namespace}/${plural}/${name}`;
    const contentType = "application/merge-patch+json";
    const body = JSON.parse(patch);
    const answer = await parts.api.send({ verb: "patch", path: at, contentType, body, what: at, signal });
    return JSON.parse(answer.text).spec;
  };
  /** What a step would have a person add is added, strictly: a field that the kind does not have is refused. */
  const held = async (plural: string, { manifest }: { manifest?: string | undefined }) => {
    const object = parse(manifest ?? "");
    const at = `/apis/${object.apiVersion}/namespaces/${namespace}/${plural}/${object.metadata.name}`;
    const query = { fieldValidation: "Strict" };
    const contentType = "application/merge-patch+json";
    const answer = await parts.api.send({
      ...{ verb: "patch", path: at, query, contentType, body: { spec: object.spec }, what: at, signal },
    });
    return { code: answer.code, spec: JSON.parse(answer.text).spec };
  };

  /** Our change, once the cluster's own controller has left its marks: it writes beside us, and our patch tests what it writes. */
  const changed = async (name: string) => {
    for (;;) {
      const ref = { ...refOf(deployment(name)), uid: "" };
      const before = await parts.reader.get(ref, signal);
      if (before === undefined) throw new Error(`${name} is gone`);
      const action = raise(before);
      try {
        const { target, patch } = action;
        const written = await parts.writer.patch({ target, patch, dryRun: false }, signal);
        return { before, action, written };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof OperationError)) throw error;
      }
    }
  };

  /** The kinds of all owners are served, and the namespace is there. */
  const prepare = async () => {
    for (const one of DEFINITIONS) {
      const { name } = (one as KubernetesObject).metadata;
      await apply("owners", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, one);
    }
    await apply("owners", `/api/v1/namespaces/${namespace}`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
    // Served a moment after they are made.
    for (const [apiVersion, plural] of SERVED)
      for (;;) {
        signal.throwIfAborted();
        const at = `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
        const answer = await parts.api.send({ verb: "list", path: at, what: at, signal });
        if (answer.code === 200) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  };
  const end = async () => {
    await parts.api.send({
      verb: "delete",
      path: `/api/v1/namespaces/${namespace}`,
      what: "clean up",
      signal,
    });
  };
  return { deploy, custom, ask, follow, held, changed, prepare, end };
}
