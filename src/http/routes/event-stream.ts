import type { Request, Response } from "express";
import type { ChangeFeed, IncidentChange } from "../../incidents/change-feed.ts";
import { Refusal } from "../refusal.ts";

export interface StreamWishes {
  /** Which changes this client is told of. */
  wants(change: IncidentChange): boolean;
  /** Asked again and again: false where the client's session has ended. */
  isAllowed(): boolean;
  /** The event that a client which comes late is sent first; null where it has missed nothing. */
  missed(): Promise<string | null>;
}

/** Streams of events after the HTML standard, "Server-sent events". */
export interface EventStreams {
  /** Throws 503 where there are too many clients. */
  open(request: Request, response: Response, wishes: StreamWishes): Promise<void>;
}

export interface StreamLimits {
  mostClients: number;
  /** A proxy ends a connection that is silent; a client that is gone is noticed by it. */
  heartbeatMs: number;
  /** Changes that come closer together are told as one. */
  leastGapMs: number;
}

export const STREAM_LIMITS: StreamLimits = { mostClients: 200, heartbeatMs: 20_000, leastGapMs: 1_000 };
/** How long a browser waits before it comes again. */
const RETRY_MS = 3_000;

export function createEventStreams(changes: ChangeFeed, limits: StreamLimits): EventStreams {
  let clients = 0;
  return {
    async open(request, response, wishes) {
      if (response.destroyed) return;
      if (request.method === "HEAD") {
        response.type("text/event-stream").end();
        return;
      }
      if (clients >= limits.mostClients) {
        throw new Refusal(
          503,
          "too-many-streams",
          "Too many pages are open. This one is not updated by itself.",
          {
            "Retry-After": "30",
          },
        );
      }
      clients += 1;
      response.once("close", () => {
        clients -= 1;
      });
      response.status(200).set({ "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
      response.flushHeaders();
      response.write(`retry: ${RETRY_MS}\n\n`);
      const teller = createTeller(response, limits.leastGapMs);
      const unsubscribe = changes.subscribe({
        onChange: (change) => {
          if (change === null) teller.tell("");
          else if (wishes.wants(change)) teller.tell(`${change.incidentId}.${change.sequence}`);
        },
        onEnd: () => response.end(),
      });
      const beat = setInterval(() => {
        if (response.writableEnded) return;
        if (wishes.isAllowed()) response.write(": still here\n\n");
        else response.end();
      }, limits.heartbeatMs);
      response.once("close", () => {
        clearInterval(beat);
        teller.stop();
        unsubscribe();
      });
      request.on("error", () => response.end());
      // Asked after the subscription: what changes in between is told twice, and never missed.
      const missed = await wishes.missed();
      if (missed !== null) teller.tell(missed);
    },
  };
}

/** Writes the newest change, at most one a gap, and none while the client does not take what was sent. */
function createTeller(response: Response, leastGapMs: number) {
  let pending: string | undefined;
  let isBusy = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    isBusy = false;
    if (pending === undefined || response.writableEnded) return;
    const id = pending;
    pending = undefined;
    isBusy = true;
    const isTaken = response.write(`event: changed\n${id === "" ? "" : `id: ${id}\n`}data: ${id}\n\n`);
    const next = () => {
      timer = setTimeout(flush, leastGapMs);
    };
    if (isTaken) next();
    else response.once("drain", next);
  };
  return {
    tell(id: string) {
      pending = id;
      if (!isBusy) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
