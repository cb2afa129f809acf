import { z } from "zod";
import { RULE_VERDICTS, type RuleVerdict } from "../../domain/verdict.ts";
import { DEFAULT_MEMORY_BOUNDS, type MemoryBounds } from "../sizing/bounds.ts";
import { type ActionBounds, boundsSchema } from "./bounds.ts";
import { decidedBySchema, groupsSchema } from "./deciders.ts";
import type { PolicyFacts } from "./facts.ts";
import { type NotifyRule, notifyRuleSchema } from "./notify-rule.ts";
import { type TimeWindow, timeZoneSchema, windowSchema } from "./windows.ts";

const host = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i,
    "must be a host name",
  );
const researchSchema = z.strictObject({
  /** Hosts whose pages a search of the web may bring, with all below them. */
  domains: z
    .array(host)
    .max(100)
    .default(["kubernetes.io", "docs.docker.com", "github.com", "stackoverflow.com"]),
  /** Hosts from which the runbook that an alert names is fetched. */
  runbookHosts: z.array(host).max(100).default(["runbooks.prometheus-operator.dev"]),
});
export type ResearchPolicy = z.infer<typeof researchSchema>;

const DAY_SECONDS = 86_400;
const seconds = (most: number) => z.number().int().min(1).max(most);

const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a kebab-case name such as databases-ask-first"),
    // YAML reads a bare `true` as a boolean.
    when: z
      .union([z.boolean().transform(String), z.string().min(1).max(2000)])
      .describe('condition in CEL, as in workload.kind == "StatefulSet"; true takes everything'),
    verdict: z
      .enum(RULE_VERDICTS)
      .describe("the first rule that matches decides; observe shows what auto would do, and changes nothing"),
    reason: z.string().min(1).max(500).describe("said on cards, pages and in the log"),
    approvers: z
      .number()
      .refine((count) => count === 1 || count === 2, "must be 1 or 2")
      .default(1),
    decideOn: z.enum(["anywhere", "card"]).optional(),
    decidedBy: decidedBySchema.optional(),
    modelFound: z.boolean().default(false),
    trustsHistory: z
      .boolean()
      .default(false)
      .describe("what was learned of earlier tries may let this rule do more than it would without; false"),
    /** How far an action may go under this rule: within the file's bounds, never beyond them. */
    bounds: boundsSchema.default({}),
    soakSeconds: seconds(DAY_SECONDS).optional().describe("least time for which the change must hold"),
    escalateAfterSeconds: seconds(DAY_SECONDS)
      .optional()
      .describe("when others are asked too; half of the time to decide"),
    expireAfterSeconds: seconds(7 * DAY_SECONDS)
      .optional()
      .describe("when the question ends; APPROVAL_TIMEOUT_SECONDS"),
    /** A notify rule by its name, whatever that rule's own condition says. */
    notify: z.string().optional().describe("name of a notify rule: whom to tell of what this rule decides"),
  })
  .refine(({ decidedBy, decideOn }) => decidedBy === undefined || decideOn !== "anywhere", {
    path: ["decideOn"],
    message: "people are known on the card alone, so beside decidedBy it must be card, or left out",
  })
  .refine(({ modelFound, verdict }) => !modelFound || verdict === "auto", {
    path: ["modelFound"],
    message: "promotes what a model found to auto, so the verdict must be auto",
  })
  .refine(({ trustsHistory, verdict }) => !trustsHistory || verdict !== "deny", {
    path: ["trustsHistory"],
    message: "lets earlier tries allow more, and a rule that denies allows nothing: leave it out",
  });

/** A review of what the rules decided, sent where a notify rule says. */
const reviewSchema = z.strictObject({
  everyDays: z.number().int().min(1).max(90).default(7),
  notify: z.string().optional(),
});
export type ReviewSettings = z.infer<typeof reviewSchema>;

const windowName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a kebab-case name such as databases-ask-first");

export const policyFileSchema = z.strictObject({
  apiVersion: z.literal("kube-autofix.io/v1"),
  kind: z.literal("Policy"),
  protectedNamespaces: z.array(z.string().min(1)).default([]),
  bounds: boundsSchema.default({}),
  /** Zone of the windows that name none. */
  timeZone: timeZoneSchema.optional(),
  windows: z.record(windowName, windowSchema).default({}),
  groups: groupsSchema.default({}),
  /** Who decides on cards where no rule says; in place of FEISHU_APPROVERS. */
  decidedBy: decidedBySchema.optional(),
  rules: z.array(ruleSchema).max(200).default([]),
  notify: z.array(notifyRuleSchema).max(200).default([]),
  research: researchSchema.prefault({}),
  review: reviewSchema.optional(),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

export interface PolicyRule {
  name: string;
  when: string;
  verdict: RuleVerdict;
  reason: string;
  /** How many people must say yes, where people are asked. */
  approvers: number;
  /** "card": where the chat vouches for the person, and nowhere else. */
  decideOn: "anywhere" | "card";
  /** Groups and open ids of those who may decide; empty: whoever may in general. */
  decidedBy: readonly string[];
  /** Its `auto` also holds where nothing but a model found the cause. */
  modelFound: boolean;
  /** What was learned of earlier tries may let it do more than the rules would without. */
  trustsHistory: boolean;
  bounds: ActionBounds;
  /** The least time for which a change must hold to count as proven. */
  soakSeconds?: number | undefined;
  /** When others are asked too, and when the question is given up, counted from asking. */
  escalateAfterSeconds?: number | undefined;
  expireAfterSeconds?: number | undefined;
  /** The notify rule that says whom to tell of what this rule decided. */
  notify?: string | undefined;
  /** Whether the rule takes the facts; an Error where its condition could not be worked out. */
  matches(facts: PolicyFacts): boolean | Error;
}

/** A policy that is ready to judge. */
export interface Policy {
  protectedNamespaces: readonly string[];
  memoryBounds: MemoryBounds;
  bounds: ActionBounds;
  windows: Readonly<Record<string, TimeWindow>>;
  groups: Readonly<Record<string, readonly string[]>>;
  /** Null: as the environment says. */
  decidedBy: readonly string[] | null;
  rules: readonly PolicyRule[];
  notify: readonly NotifyRule[];
  research: ResearchPolicy;
  /** Null: no review is sent. */
  review: ReviewSettings | null;
}

export function emptyPolicy(): Policy {
  return {
    protectedNamespaces: [],
    memoryBounds: DEFAULT_MEMORY_BOUNDS,
    bounds: {},
    windows: {},
    groups: {},
    decidedBy: null,
    rules: [],
    notify: [],
    research: researchSchema.parse({}),
    review: null,
  };
}
