import { type Request, Router } from "express";
import { z } from "zod";
import type { HttpDeps } from "../http-deps.ts";
import { onlyMethods } from "../middleware/only-methods.ts";
import type { OperatorDoor } from "../middleware/operator.ts";
import type { Sessions } from "../middleware/session.ts";
import { notFound } from "../refusal.ts";
import type { EventStreams } from "./event-stream.ts";
import { incidentIdOf } from "./parse.ts";

interface Deps extends Pick<HttpDeps, "queries"> {
  door: OperatorDoor;
  sessions: Sessions;
  streams: EventStreams;
}

/** Where pages hear that they are no longer as the incidents are; an event's id is "INCIDENT.SEQUENCE". */
export function incidentEvents({ queries, door, sessions, streams }: Deps): Router {
  const router = Router({ caseSensitive: true });
  const isAllowed = (request: Request) => {
    // A token does not end; a session does, while its page is open.
    const isInSession = sessions.of(request) !== undefined;
    return () => !isInSession || sessions.of(request) !== undefined;
  };
  router
    .route("/incidents/events")
    .get(async (request, response) => {
      door.requireReader(request);
      await streams.open(request, response, {
        wants: () => true,
        isAllowed: isAllowed(request),
        // A list cannot be told from its last event: whoever connects looks at it anew, once.
        missed: async () => "",
      });
    })
    .all(onlyMethods("GET"));
  router
    .route("/incidents/:id/events")
    .get(async (request, response) => {
      door.requireReader(request);
      const id = incidentIdOf(request);
      const known = knownSequence(request);
      const sequence = await queries.sequence(id);
      if (sequence === undefined) throw notFound("incident");
      await streams.open(request, response, {
        wants: ({ incidentId }) => incidentId === id,
        isAllowed: isAllowed(request),
        missed: async () => {
          const now = (await queries.sequence(id)) ?? 0;
          return now > known ? `${id}.${now}` : null;
        },
      });
    })
    .all(onlyMethods("GET"));
  return router;
}

const numberSchema = z.coerce.number().int().min(0).catch(0);

/** The last entry that the client has shown: by its last event where it comes again, else by its page. */
function knownSequence(request: Request): number {
  const lastEvent = request.headers["last-event-id"];
  if (typeof lastEvent === "string") return numberSchema.parse(lastEvent.split(".").at(-1));
  return numberSchema.parse(request.query.after);
}
