import type { ObjectRef } from "../../domain/object-ref.ts";
import { byNamespace, type FindFaults, GRACE } from "./fault.ts";

/** A node that misses a few reports comes back mostly. */
const NODE_SECONDS = 150;
const STUCK_SECONDS = 5 * 60;
/** Whoever cordons a node is at work on it. */
const CORDONED_MS = 10 * 60_000;

export const ingressFaults: FindFaults = (world, { wasWell }) => {
  if (!world.isKnown("Service")) return [];
  const services = byNamespace(world.all("Service"));
  return [...world.all("Ingress")].flatMap(({ ref, backends }) => {
    const own = services.get(ref.namespace) ?? [];
    const missing = backends.filter(({ name, port }) => {
      const service = own.find((one) => one.ref.name === name)?.shape;
      const isOutside = service?.type === "ExternalName" && service.ports.length === 0;
      return !isOutside && !service?.ports.some((one) => one.port === port || one.name === port);
    });
    if (missing.length === 0) wasWell.add(ref.uid);
    if (missing.length === 0) return [];
    return [
      {
        object: ref,
        symptom: "ingress-backend-missing" as const,
        graceSeconds: wasWell.has(ref.uid) ? GRACE.usual : GRACE.neverWell,
        detail: `no Service and port for ${missing.map(({ name, port }) => `${name}:${port}`).join(", ")}`,
      },
    ];
  });
};

/** Only a claim that a pod waits for is missed. */
export const claimFaults: FindFaults = (world) => {
  const wanted = new Set(
    [...world.all("Pod")].flatMap(({ ref, claims }) => claims.map((name) => `${ref.namespace}/${name}`)),
  );
  return [...world.all("PersistentVolumeClaim")]
    .filter(({ ref, phase }) => phase !== "Bound" && wanted.has(`${ref.namespace}/${ref.name}`))
    .map(({ ref, phase }) => ({
      object: ref,
      symptom: "claim-pending" as const,
      graceSeconds: GRACE.usual,
      detail: `it is ${phase || "Pending"}, and a pod waits for it`,
    }));
};

export const nodeFaults: FindFaults = (world, { now }) => {
  const waiting = [...world.all("Pod")].filter(({ isKeptOutByCordon }) => isKeptOutByCordon).length;
  return [...world.all("Node")].flatMap(({ ref, notReady, pressures, isCordoned, cordonedAt }) => {
    const isLeft = isCordoned && (cordonedAt === undefined || now - cordonedAt > CORDONED_MS);
    return [
      ...(notReady === undefined
        ? []
        : [
            {
              object: ref,
              symptom: "node-not-ready" as const,
              graceSeconds: NODE_SECONDS,
              detail: `Ready is ${notReady.status}: ${notReady.message}`,
            },
          ]),
      ...pressures.map(({ type, message }) => ({
        object: ref,
        symptom: type === "MemoryPressure" ? ("node-out-of-memory" as const) : ("node-pressure" as const),
        state: type,
        graceSeconds: NODE_SECONDS,
        detail: `${type}: ${message}`,
      })),
      ...(isLeft && waiting > 0
        ? [
            {
              object: ref,
              symptom: "node-cordoned" as const,
              graceSeconds: GRACE.usual,
              detail: `it is cordoned, and ${waiting} pods find no node because of that`,
            },
          ]
        : []),
    ];
  });
};

/** Pods and namespaces that are being deleted and do not go. A pod on a node that is away goes with the node's return. */
export const stuckFaults: FindFaults = (world, { now }) => {
  const away = new Set(
    [...world.all("Node")].filter(({ notReady }) => notReady !== undefined).map(({ ref }) => ref.name),
  );
  const overdue = (deletedAt: number | undefined) => deletedAt !== undefined && now > deletedAt;
  const fault = (object: ObjectRef, what: string) => ({
    object,
    symptom: "stuck-terminating" as const,
    graceSeconds: STUCK_SECONDS,
    detail: `${what} is being deleted and does not go`,
  });
  return [
    ...[...world.all("Pod")]
      .filter(({ deletedAt, node }) => overdue(deletedAt) && !away.has(node))
      .map(({ ref }) => fault(ref, "the pod")),
    ...[...world.all("Namespace")]
      .filter(({ deletedAt }) => overdue(deletedAt))
      .map(({ ref }) => fault(ref, "the namespace")),
  ];
};
