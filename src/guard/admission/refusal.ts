import type { GuardRefusal } from "../../domain/guard-refusal.ts";

export type Decision =
  | { isAdmitted: true; because: string }
  | { isAdmitted: false; reason: GuardRefusal; message: string };

export const admitted = (because: string): Decision => ({ isAdmitted: true, because });

export const refused = (reason: GuardRefusal, message: string): Decision => ({
  isAdmitted: false,
  reason,
  message,
});
