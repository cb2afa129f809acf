import { BASELINE, capabilities, hostPaths, unconfined } from "./pod-security-baseline.ts";
import {
  type Check,
  containersOf,
  contextOf,
  namesWhere,
  podContext,
  quoted,
  told,
  unique,
  volumeType,
} from "./pod-security-facts.ts";

const escalation: Check = (pod) => {
  const names = namesWhere(pod, (one) => contextOf(one).allowPrivilegeEscalation !== false);
  return names.length > 0
    ? [
        "allowPrivilegeEscalation != false",
        `${told("container", names)} must set securityContext.allowPrivilegeEscalation=false`,
      ]
    : undefined;
};

const strictCapabilities: Check = (pod) => {
  const undropped = namesWhere(pod, (one) => !contextOf(one).capabilities?.drop?.includes("ALL"));
  const addedBy = (one: ReturnType<typeof containersOf>[number]) =>
    (contextOf(one).capabilities?.add ?? []).filter((name) => name !== "NET_BIND_SERVICE");
  const adding = containersOf(pod).filter((one) => addedBy(one).length > 0);
  const details = [
    ...(undropped.length > 0
      ? [`${told("container", undropped)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adding.length > 0
      ? [
          `${told(
            "container",
            adding.map(({ name }) => name),
          )} must not include ${quoted(unique(adding.flatMap(addedBy)))} in securityContext.capabilities.add`,
        ]
      : []),
  ];
  return details.length > 0 ? ["unrestricted capabilities", details.join("; ")] : undefined;
};

const VOLUMES =
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" ");

const volumes: Check = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.includes(volumeType(volume)));
  if (bad.length === 0) return undefined;
  const names = told(
    "volume",
    bad.map(({ name }) => name),
  );
  const types = unique(bad.map(volumeType));
  const verb = bad.length === 1 ? "uses" : "use";
  return ["restricted volume types", `${names} ${verb} restricted volume ${told("type", types)}`];
};

const nonRoot: Check = (pod) => {
  const ofPod = podContext(pod).runAsNonRoot;
  const explicit = namesWhere(pod, (one) => contextOf(one).runAsNonRoot === false);
  const setters = [
    ...(ofPod === false ? ["pod"] : []),
    ...(explicit.length > 0 ? [told("container", explicit)] : []),
  ];
  if (setters.length > 0)
    return [
      "runAsNonRoot != true",
      `${setters.join(" and ")} must not set securityContext.runAsNonRoot=false`,
    ];
  const open = namesWhere(pod, (one) => contextOf(one).runAsNonRoot === undefined && ofPod !== true);
  return open.length > 0
    ? ["runAsNonRoot != true", `pod or ${told("container", open)} must set securityContext.runAsNonRoot=true`]
    : undefined;
};

const rootUser: Check = (pod) => {
  const names = namesWhere(pod, (one) => contextOf(one).runAsUser === 0);
  const setters = [
    ...(podContext(pod).runAsUser === 0 ? ["pod"] : []),
    ...(names.length > 0 ? [told("container", names)] : []),
  ];
  return setters.length > 0
    ? ["runAsUser=0", `${setters.join(" and ")} must not set runAsUser=0`]
    : undefined;
};

const PROFILES = ["RuntimeDefault", "Localhost"];

const seccomp: Check = (pod) => {
  const explicit = unconfined(pod);
  if (explicit) return explicit;
  const isSet = PROFILES.includes(podContext(pod).seccompProfile?.type ?? "");
  const open = namesWhere(
    pod,
    (one) => !isSet && !PROFILES.includes(contextOf(one).seccompProfile?.type ?? ""),
  );
  const detail = `pod or ${told("container", open)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return open.length > 0 ? ["seccompProfile", detail] : undefined;
};

const REPLACED: readonly Check[] = [capabilities, hostPaths, unconfined];

export const RESTRICTED: readonly Check[] = [
  ...BASELINE.filter((check) => !REPLACED.includes(check)),
  ...[escalation, strictCapabilities, volumes, nonRoot, rootUser, seccomp],
];
