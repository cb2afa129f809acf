const RAN_SECONDS = 1;
const WAITED_SECONDS = 11;

const conditions = (isReady: boolean, at: string) =>
  ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
    type,
    status: isReady || !["Ready", "ContainersReady"].includes(type) ? "True" : "False",
    lastTransitionTime: at,
  }));

/** What a node says of a container that was OOM-killed a second time and waits for its third try. */
export function killedAgain(container: string, now: Date): Record<string, unknown> {
  const finishedAt = secondsBefore(now, WAITED_SECONDS);
  const startedAt = secondsBefore(now, WAITED_SECONDS + RAN_SECONDS);
  return {
    phase: "Running",
    startTime: secondsBefore(now, 2 * WAITED_SECONDS),
    conditions: conditions(false, finishedAt),
    containerStatuses: [
      {
        name: container,
        image: "docker.io/polinux/stress:latest",
        imageID: "docker.io/polinux/stress@sha256:0",
        ready: false,
        started: false,
        restartCount: 1,
        state: {
          waiting: {
            reason: "CrashLoopBackOff",
            message: `back-off 10s restarting failed container=${container}`,
          },
        },
        lastState: {
          terminated: {
            exitCode: 1,
            reason: "OOMKilled",
            startedAt,
            finishedAt,
            containerID: "containerd://0",
          },
        },
      },
    ],
  };
}

export function runningWell(container: string, now: Date): Record<string, unknown> {
  const at = secondsBefore(now, 0);
  return {
    phase: "Running",
    startTime: at,
    conditions: conditions(true, at),
    containerStatuses: [
      {
        name: container,
        image: "docker.io/polinux/stress:latest",
        imageID: "docker.io/polinux/stress@sha256:0",
        containerID: "containerd://1",
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: at } },
        lastState: {},
      },
    ],
  };
}

function secondsBefore(now: Date, seconds: number): string {
  return new Date(now.getTime() - seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
