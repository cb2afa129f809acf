import { z } from "zod";

/** Where a problem is, for links to what others keep of it; all of it is untrusted, as alerts and objects say it. */
export const placeSchema = z.object({
  /** UID of the kube-system namespace. */
  cluster: z.string(),
  namespace: z.string(),
  /** The subject's name where it has no workload; empty where something is not known, as below. */
  workload: z.string(),
  pod: z.string(),
  container: z.string(),
  openedAt: z.string(),
  /** What the alerts name as their runbook, newest first. */
  runbookUrls: z.array(z.string()).max(3),
});
export type Place = z.infer<typeof placeSchema>;

/** What an address of logs may hold in braces. */
export const PLACEHOLDERS = [
  "cluster",
  "namespace",
  "workload",
  "pod",
  "container",
  "time",
  "timeMs",
  "fromMs",
  "toMs",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
