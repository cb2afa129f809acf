import type { Finding } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import type { Claim } from "../incidents/incident-store.ts";
import type { Offers } from "./offers.ts";
import type { UndoRequest, UndoResult } from "./undo/ask-undo.ts";

/** One run's hold on an incident, and how long it may go on. */
export interface Run {
  claim: Claim;
  signal: AbortSignal;
  /** The incident as it was right before this step, where it was read already. */
  incident?: Incident;
}

/**
 * The one road from a Finding to a verified change. Each step reads the incident's rows, does its part and advances
 * the incident in the same transaction; the caller reads the new status from the row. A step that finds its work done
 * already (after a crash) goes on from there. All throw OvertakenError when the claim is lost, and OperationError
 * where the API server cannot be reached: then nothing has changed and the step may run again.
 */
export interface Remediation {
  /** What may be chosen from as a repair; reads, and changes nothing. */
  offers(finding: Finding, signal: AbortSignal): Promise<Offers>;
  /** True where a storm holds the incident back, or it is the one that answers for the storm: then it is not looked into. */
  heldByStorm(run: Run): Promise<boolean>;
  /** `investigating` with a finding -> planned, observed or handed-over. */
  propose(run: Run): Promise<void>;
  /** `investigating` or `needs-person` -> handed over with what is known, where nothing is planned. */
  handOver(run: Run): Promise<void>;
  /** `awaiting-approval`: expires or voids the approval, or waits on. */
  reviewApproval(run: Run): Promise<void>;
  /** `applying` -> verifying, or investigating again where nothing could be written. */
  apply(run: Run): Promise<void>;
  /** `verifying` -> waits on, closed, rolling-back, or investigating. */
  verify(run: Run): Promise<void>;
  /** `rolling-back` -> investigating (the return is verified) or needs-person. */
  putBack(run: Run): Promise<void>;
  /** `closed` as fixed: whether the same cause came back; `observed`: judged. `needs-person`, `declined`: quiet or not. */
  watch(run: Run): Promise<void>;
  /** `closed` as fixed, asked by a person: plans to undo it, or says why not. */
  undo(asked: UndoRequest, signal: AbortSignal): Promise<UndoResult>;
}
