/** Something that is still to come to an end. */
export interface Waiting {
  id: string;
  what: string;
  /** Another one follows when this one is done with: what is ill and with a person goes on showing it. */
  comesAgain: boolean;
}

/**
 * When all has come to rest: nothing was under way for a while, and of what comes again and again whatever waited when that
 * began was done with. Were none of these to wait at any look, a run with many problems that stay would never end.
 */
export function createCalm(calmMs: number): (nowMs: number, waiting: readonly Waiting[]) => boolean {
  let since: { ms: number; left: ReadonlySet<string> } | undefined;
  return (nowMs, waiting) => {
    const ids = new Set(waiting.map(({ id }) => id));
    if (waiting.some(({ comesAgain }) => !comesAgain)) since = undefined;
    else since = { ms: since?.ms ?? nowMs, left: since?.left.intersection(ids) ?? ids };
    return since !== undefined && nowMs - since.ms >= calmMs && since.left.size === 0;
  };
}
