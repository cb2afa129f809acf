import { type KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { createClock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import { type ApiRequest, createApiConnection } from "../../kubernetes/api-connection.ts";
import { errorOfAnswer } from "../../kubernetes/api-error.ts";
import { loadKubeConfig } from "../../kubernetes/load-kubeconfig.ts";
import { untilKilledAgain } from "./killed-pod.ts";
import type { Narrator } from "./narrator.ts";
import { type PlayContext, type Played, raiseStage, type Stage } from "./stage.ts";
import { classicManifest, isFixedInOneStep } from "./stories.ts";
import { playStory } from "./story.ts";

/** A real kubelet needs seconds to pull, kill and back off, and the proof needs its soak. */
const STORY_TIMEOUT_MS = 8 * 60_000;

/** Plays the classic case on the kubeconfig's cluster, in a namespace of its own that is removed at the end. */
export async function playOnCluster({
  options,
  env,
  narrator,
  write,
  signal,
}: PlayContext): Promise<Played[]> {
  const path = env.KUBECONFIG;
  const kubeConfig = loadKubeConfig(path === undefined || path === "" ? {} : { path });
  const clock = createClock();
  const namespace = `kube-autofix-demo-${clock.now().getTime().toString(36)}`;
  await createNamespace(kubeConfig, namespace);
  let stage: Stage | undefined;
  try {
    stage = await raiseStage({ env: { ...env, WATCH: "off" }, clock, kubeConfig });
    await KubernetesObjectApi.makeApiClient(kubeConfig).create(classicManifest(namespace));
    const played = await playStory(
      {
        name: "classic",
        title: `The classic on ${kubeConfig.getCurrentContext()}: 200M under a limit of 100Mi`,
        namespace,
        begin: () => untilKilledAgain(kubeConfig, namespace, signal),
        expected: { text: "repaired in one step, proven", holds: isFixedInOneStep },
      },
      {
        client: stage.client,
        narrator,
        clock,
        sendAlert: stage.sendAlert,
        decide: async () => {},
        timeoutMs: STORY_TIMEOUT_MS,
        signal,
      },
    );
    if (options.json) write(`${JSON.stringify(played.incident)}\n`);
    return [played];
  } finally {
    await stage?.end();
    await removeNamespace(kubeConfig, namespace, narrator);
  }
}

const API_TIMEOUT_MS = 15_000;

/** First of all, so that a cluster on which the demo cannot play is left as it is. */
async function createNamespace(kubeConfig: KubeConfig, name: string): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  try {
    await ask(kubeConfig, {
      verb: "create",
      path: "/api/v1/namespaces",
      body,
      what: `create namespace ${name}`,
    });
  } catch (error) {
    throw new Error(
      `${messageOf(error)} (context ${kubeConfig.getCurrentContext()}); the demo needs a cluster where it may create and remove a namespace of its own`,
      { cause: error },
    );
  }
}

async function removeNamespace(kubeConfig: KubeConfig, name: string, narrator: Narrator): Promise<void> {
  try {
    const path = `/api/v1/namespaces/${name}`;
    await ask(kubeConfig, { verb: "delete", path, what: `delete namespace ${name}` });
    narrator.line(`namespace ${name} is removed`);
  } catch (error) {
    narrator.line(`${messageOf(error)}; remove the namespace by hand`);
  }
}

async function ask(kubeConfig: KubeConfig, request: Omit<ApiRequest, "signal">): Promise<void> {
  const connection = createApiConnection({ kubeConfig, timeoutMs: API_TIMEOUT_MS });
  const signal = AbortSignal.timeout(API_TIMEOUT_MS);
  const { code, text } = await connection.send({ ...request, signal });
  if (code >= 300) throw errorOfAnswer(request.what, code, text);
}
