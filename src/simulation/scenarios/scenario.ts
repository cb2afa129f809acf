import type { BehaviourRule } from "../kubelet/behaviour.ts";

/** A story that the demo tells: what is applied, how it behaves, and how it should end. */
export interface Scenario {
  name: string;
  title: string;
  subject: { apiVersion: string; kind: string; namespace: string; name: string };
  manifests: object[];
  behaviours: BehaviourRule[];
  ending: "fixed" | "fixed-after-approval" | "rolled-back" | "needs-person";
}
