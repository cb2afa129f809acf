/** Changes of the objects of `seeds`, as a finding asks for them: kind, action, parameters. */
export const PLANNED: readonly (readonly [kind: string, type: string, parameters: object])[] = [
  ["Deployment", "SetImage", { container: "web", from: "nginx:1", to: "nginx:1.27", basis: "b" }],
  [
    "StatefulSet",
    "SetResources",
    {
      basis: "b",
      changes: [{ container: "web", bound: "limits", resource: "cpu", from: null, to: "500m" }],
    },
  ],
  [
    "DaemonSet",
    "SetProbe",
    {
      container: "web",
      probe: "readinessProbe",
      from: null,
      to: {
        httpGet: { path: "/", port: 80, scheme: "HTTP" },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      basis: "b",
    },
  ],
  ["CronJob", "ResumeCronJob", { basis: "b" }],
  ["Service", "SetServiceSelector", { from: { app: "wbe" }, to: { app: "web" }, basis: "b" }],
  ["HorizontalPodAutoscaler", "SetAutoscalerBounds", { from: 2, to: 3, basis: "b" }],
  ["PodDisruptionBudget", "SetBudget", { field: "minAvailable", from: 2, to: 1, basis: "b" }],
];
