import { messageOf, OperationError } from "../../core/errors.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { EventRequest } from "../../kubernetes/cluster-writer.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { mainAction } from "./run-context.ts";

/** API servers refuse a longer message. */
const MAX_MESSAGE = 1000;

/** An Event on the workload, once a key. It tells the story to `kubectl describe`; a change never waits for it. */
export async function tellWorkload(
  deps: RemediationDeps,
  run: Run,
  attempt: Attempt,
  event: { key: string } & Pick<EventRequest, "type" | "reason" | "message">,
): Promise<void> {
  // An Event is a write too.
  if (deps.settings.isDryRun === true) return;
  await deps.store.assertCurrent(run.claim);
  const request: EventRequest = {
    ...event,
    key: `${attempt.id}-${event.key}`,
    about: mainAction(attempt.plan).target,
    message: event.message.slice(0, MAX_MESSAGE),
    at: deps.clock.now(),
  };
  await deps.effects.run("apply.event", async () => {
    try {
      await deps.writer.createEvent(request, run.signal);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      deps.logger.warn(
        { attempt: attempt.id, error: messageOf(error) },
        "the event could not be written; the change goes on without it",
      );
    }
  });
}
