import { CoreV1Api, type KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { createClock } from "../../core/clock.ts";
import { loadKubeConfig } from "../../kubernetes/load-kubeconfig.ts";
import { untilKilledAgain } from "./killed-pod.ts";
import { type PlayContext, type Played, raiseStage } from "./stage.ts";
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
  const stage = await raiseStage({ env: { ...env, WATCH: "off" }, clock, kubeConfig });
  try {
    await createClassic(kubeConfig, namespace);
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
    await stage.end();
    await kubeConfig
      .makeApiClient(CoreV1Api)
      .deleteNamespace({ name: namespace })
      .catch(() => {});
  }
}

async function createClassic(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const objects = KubernetesObjectApi.makeApiClient(kubeConfig);
  await objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await objects.create(classicManifest(namespace));
}
