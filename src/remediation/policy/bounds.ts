import { z } from "zod";
import type { Action } from "../../domain/action.ts";
import { formatMemory, tryParseMemory, tryParseMilli } from "../../kubernetes/quantity.ts";
import { imagesOf, isFrom } from "../actions/images-of.ts";

const bytesSchema = z.union([z.string(), z.number()]).transform((value, context) => {
  const bytes = tryParseMemory(value);
  if (bytes !== undefined && bytes > 0) return bytes;
  context.addIssue({ code: "custom", message: "must be a quantity of memory such as 8Gi" });
  return z.NEVER;
});
const factor = z.number().min(1);
const count = z.number().int().min(1);
const registries = z
  .array(
    z
      .string()
      .regex(
        /^[a-z0-9.-]+(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
        "must be a registry such as ghcr.io, or one with the first parts of a path such as ghcr.io/acme",
      ),
  )
  .min(1)
  .max(100)
  .optional()
  .describe("where images may come from, as `ghcr.io` or `ghcr.io/acme`; no bound");

/** How far an action may go, whoever allows it: beyond its bounds it is denied and a person makes the change. */
export const boundsSchema = z.strictObject({
  SetMemoryLimit: z
    .strictObject({
      maxFactor: factor.optional().describe("times the last value that this service did not write; 4"),
      maxBytes: bytesSchema.optional().describe("the highest limit; 8Gi"),
    })
    .optional(),
  SetResources: z
    .strictObject({
      maxFactor: factor.optional().describe("times the value that stands there; 4"),
      maxCpu: z.string().optional().describe("the highest CPU request or limit; no bound"),
      maxBytes: bytesSchema.optional().describe("the most memory or ephemeral storage; no bound"),
    })
    .optional(),
  SetScale: z
    .strictObject({
      minReplicas: count.optional().describe("the fewest replicas; no bound"),
      maxReplicas: count.optional().describe("the most replicas; 50"),
    })
    .optional(),
  SetImage: z.strictObject({ registries }).optional(),
  SetField: z.strictObject({ registries }).optional(),
  RollBackRevision: z.strictObject({ registries }).optional(),
  SetAutoscalerBounds: z
    .strictObject({
      maxFactor: factor.optional().describe("times the maximum that stands there; 2"),
      maxReplicas: count.optional().describe("the highest maximum; 100"),
    })
    .optional(),
  ExpandClaim: z
    .strictObject({
      maxFactor: factor.optional().describe("times the size that the claim has; 2"),
      maxBytes: bytesSchema.optional().describe("the largest claim; 1Ti"),
    })
    .optional(),
  SetProbe: z
    .strictObject({
      maxWaitSeconds: count.optional().describe("the longest that a container may take to start; 900"),
    })
    .optional(),
});
export type ActionBounds = z.infer<typeof boundsSchema>;

const TI = 2 ** 40;

/** Why an action goes beyond the bounds that the policy sets, or undefined. Memory limits have a rail of their own. Pure. */
export function beyondBounds(bounds: ActionBounds, action: Action): string | undefined {
  switch (action.type) {
    case "SetScale": {
      const { minReplicas = 0, maxReplicas = 50 } = bounds.SetScale ?? {};
      const { to } = action.parameters;
      if (to < minReplicas)
        return `${to} replicas are under the fewest that the policy allows, ${minReplicas}`;
      return over(to, maxReplicas, "replicas");
    }
    case "SetImage":
    case "SetField":
    case "RollBackRevision":
      return strangeImage(imagesOf(action), bounds[action.type]?.registries);
    case "SetAutoscalerBounds": {
      const { maxFactor = 2, maxReplicas = 100 } = bounds.SetAutoscalerBounds ?? {};
      const { from, to } = action.parameters;
      return over(to, maxReplicas, "replicas") ?? overFactor({ from, to }, maxFactor, String);
    }
    case "ExpandClaim": {
      const { maxFactor = 2, maxBytes = TI } = bounds.ExpandClaim ?? {};
      const { fromBytes: from, toBytes: to } = action.parameters;
      if (to > maxBytes)
        return `${formatMemory(to)} is over the most that the policy allows, ${formatMemory(maxBytes)}`;
      return overFactor({ from, to }, maxFactor, formatMemory);
    }
    case "SetResources":
      return action.parameters.changes
        .map((change) => beyondSize(bounds, change))
        .find((one) => one !== undefined);
    case "SetProbe": {
      const most = bounds.SetProbe?.maxWaitSeconds ?? 900;
      const wait = startSeconds(action.parameters.to ?? {});
      return wait > most ? `it would wait ${wait} s for a start, and ${most} s are the most` : undefined;
    }
    default:
      return undefined;
  }
}

function strangeImage(images: readonly string[], allowed: readonly string[] | undefined): string | undefined {
  const stranger = allowed && images.find((image) => !isFrom(image, allowed));
  return stranger === undefined
    ? undefined
    : `image ${stranger} is from none of the registries that the policy allows, ${allowed?.join(", ")}`;
}

function over(to: number, most: number, what: string): string | undefined {
  return to > most ? `${to} ${what} are over the most that the policy allows, ${most}` : undefined;
}

function overFactor(
  change: { from: number; to: number },
  most: number,
  text: (value: number) => string,
): string | undefined {
  return change.to > change.from * most
    ? `${text(change.to)} is over ${most} times ${text(change.from)}, which the policy allows at most`
    : undefined;
}

type SizeChange = Extract<Action, { type: "SetResources" }>["parameters"]["changes"][number];

/** Sizes that no factor bounds, in thousandths: five times next to nothing is next to nothing. */
const SMALL: Readonly<Record<string, number>> = { cpu: 100, memory: 64 * 2 ** 20 * 1000 };

function beyondSize(bounds: ActionBounds, { resource, from, to }: SizeChange): string | undefined {
  const { maxFactor = 4, maxCpu, maxBytes } = bounds.SetResources ?? {};
  const [before, after] = [tryParseMilli(from), tryParseMilli(to)];
  if (after === undefined) return undefined;
  const most =
    resource === "cpu" ? tryParseMilli(maxCpu) : maxBytes === undefined ? undefined : maxBytes * 1000;
  if (most !== undefined && after > most)
    return `${to} of ${resource} is over the most that the policy allows`;
  if (before === undefined || after <= before * maxFactor || after <= (SMALL[resource] ?? 0))
    return undefined;
  return `${to} is over ${maxFactor} times ${from}, which the policy allows at most`;
}

/** The longest that a probe lets a container start. */
function startSeconds(probe: Record<string, unknown>): number {
  const number = (key: string, other: number) => (typeof probe[key] === "number" ? probe[key] : other);
  return number("initialDelaySeconds", 0) + number("periodSeconds", 10) * number("failureThreshold", 3);
}
