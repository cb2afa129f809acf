import type { Facts } from "./facts.ts";

/** Kinds whose pod template can be changed so that it reaches their pods; a Job's cannot, nor can a pod's own. */
const KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "CronJob"]);

export const canChangeTemplate = ({ object }: Facts): boolean => KINDS.has(object.kind);
