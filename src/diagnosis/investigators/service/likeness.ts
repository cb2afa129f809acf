import type { ServiceShape } from "../../../kubernetes/service-shape.ts";
import type { WorkloadShape } from "../../../kubernetes/workload-shape.ts";
import { nearness } from "../../near-name.ts";

/** Why a workload may be what a Service was meant for. */
export interface Likeness {
  workload: WorkloadShape;
  reasons: string[];
  /** Its labels differ from the selector by one slip, or by the key alone. */
  isLabelSlip: boolean;
  /** Another variant of the same application, such as version=blue for version=green: perhaps on purpose. */
  isOtherVariant: boolean;
  hasSameName: boolean;
  /** Null where the pods declare no ports, so that nothing is known. */
  servesPorts: boolean | null;
  score: number;
}

/** Keys under which people write the same thing. */
const APP_KEYS = ["app", "app.kubernetes.io/name", "k8s-app", "name", "run", "io.kompose.service"];
const ENOUGH = 2;

/** The workloads that the Service may have been meant for, likeliest first. */
export function alike(service: ServiceShape, workloads: readonly WorkloadShape[]): Likeness[] {
  return workloads
    .map((workload) => likenessOf(service, workload))
    .filter((one) => one.score >= ENOUGH && (one.servesPorts !== false || isSurely(one)))
    .toSorted((a, b) => b.score - a.score);
}

/** By labels and by name: then a port that it lacks is a fault of its own. */
export const isSurely = ({ isLabelSlip, hasSameName }: Likeness) => isLabelSlip && hasSameName;

export function likenessOf(service: ServiceShape, workload: WorkloadShape): Likeness {
  const tie = labelTie(service.selector, workload);
  const name = nameTie(service.name, workload);
  const servesPorts = servesPortsOf(service, workload);
  return {
    workload,
    reasons: [
      ...tie.reasons,
      ...name.reasons,
      ...(servesPorts === true ? ["its pods have the port that the Service sends to"] : []),
    ],
    isLabelSlip: tie.isSlip,
    isOtherVariant: isOtherVariant(service.selector, workload.labels),
    hasSameName: name.score >= 2,
    servesPorts,
    score: tie.score + name.score + (servesPorts === true ? 0.5 : 0),
  };
}

interface Tie {
  score: number;
  reasons: string[];
  isSlip: boolean;
}

/** How near the labels of its pods come to the selector. */
function labelTie(selector: Record<string, string>, { labels, ref }: WorkloadShape): Tie {
  const wrong = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
  const shared = Object.keys(selector).length - wrong.length;
  const ties = wrong.map(([key, value]) => pairTie(key, value, labels, ref.name));
  const known = ties.filter((one) => one !== undefined);
  if (wrong.length > 0 && known.length === wrong.length)
    return { score: 2 + (shared > 0 ? 0.5 : 0), reasons: known, isSlip: true };
  // All but one: the odd label may stand for what tells two workloads apart, so it counts for less.
  if (shared > 0 && wrong.length === 1)
    return {
      score: 1,
      reasons: [`its pods have all labels of the selector but ${wrong[0]?.[0]}`],
      isSlip: false,
    };
  return { score: 0, reasons: [], isSlip: false };
}

function pairTie(
  key: string,
  value: string,
  labels: Record<string, string>,
  workloadName: string,
): string | undefined {
  const own = labels[key];
  if (own !== undefined) {
    const isSlip = nearness(value, own) === "typo";
    return isSlip ? `its pods have ${key}=${own}, a slip away from ${key}=${value}` : undefined;
  }
  const elsewhere = Object.entries(labels).find(
    ([other, has]) =>
      (has === value && (isAppKey(other) || isAppKey(key) || nearness(key, other) === "typo")) ||
      (nearness(key, other) === "typo" && nearness(value, has) === "typo"),
  );
  if (elsewhere !== undefined) return `its pods have ${elsewhere.join("=")} in place of ${key}=${value}`;
  return isAppKey(key) && value === workloadName ? `it is called ${value}, as the selector says` : undefined;
}

function isOtherVariant(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).some(([key, value]) => {
    const own = labels[key];
    return own !== undefined && own !== value && !isAppKey(key) && nearness(value, own) !== "typo";
  });
}

const isAppKey = (key: string) => APP_KEYS.includes(key);

/** "cart", "cart-service" and "cart-svc" are one name to people. */
const bare = (name: string) => name.replace(/[-_]?(service|svc|headless)$/, "") || name;

function nameTie(service: string, { ref, labels }: WorkloadShape): Pick<Tie, "score" | "reasons"> {
  const names = [ref.name, ...APP_KEYS.flatMap((key) => labels[key] ?? [])];
  if (names.some((name) => name === service || bare(name) === bare(service)))
    return { score: 2, reasons: [`it has the Service's name (${ref.name})`] };
  if (names.some((name) => nearness(bare(service), bare(name)) === "typo"))
    return { score: 1.5, reasons: [`its name ${ref.name} is a slip away from the Service's`] };
  return { score: 0, reasons: [] };
}

function servesPortsOf({ ports, isHeadless }: ServiceShape, workload: WorkloadShape): boolean | null {
  if (isHeadless || ports.length === 0) return null;
  const has = ({ target, protocol }: ServiceShape["ports"][number]) =>
    typeof target === "string"
      ? workload.ports.some(({ name }) => name === target)
      : workload.probed.includes(target) ||
        workload.ports.some((port) => port.number === target && port.protocol === protocol);
  const served = ports.filter(has).length;
  if (served > 0) return true;
  return workload.ports.length === 0 ? null : false;
}
