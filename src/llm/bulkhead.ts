/**
 * So many at a time, and nobody waits: whoever finds no room goes on without and comes again. A slow model thus holds a
 * few workers and never those of incidents that need none.
 */
export interface Bulkhead {
  /** Undefined where there is no room; else what leaves it again. */
  enter(): (() => void) | undefined;
}

export function createBulkhead(room: number): Bulkhead {
  let inside = 0;
  return {
    enter() {
      if (inside >= room) return undefined;
      inside += 1;
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        inside -= 1;
      };
    },
  };
}
