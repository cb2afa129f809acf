/**
 * A stretch of looks at a workload at each of which all was ready and nothing had ended since the first. `since` is our own
 * clock's: what a node says of its times, and whether anybody sends signals, plays no part.
 */
export interface Calm {
  /** What the stretch is for: an approval's id, or the wait for quiet. Another purpose starts anew. */
  purpose: string;
  since: string;
  /** Digest of the pods and of how often each container has ended. */
  marks: string;
}
