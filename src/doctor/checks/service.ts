import { z } from "zod";
import { messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { type Check, failure, ok, type Seen } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const readySchema = z.object({
  parts: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

/** What the running service says of itself. */
export function serviceCheck({ fetch: send, serviceUrl }: Pick<DoctorDeps, "fetch" | "serviceUrl">): Check {
  return {
    name: "service",
    needs: ["configuration"],
    async run(signal) {
      const response = await send(`${serviceUrl}/readyz`, { redirect: "error", signal }).catch(
        (error: unknown) => {
          signal.throwIfAborted();
          return messageOf(error);
        },
      );
      if (typeof response === "string")
        return [
          failure(
            `nothing answers at ${serviceUrl} (${redact(response)})`,
            "start it: kube-autofix serve; or set SERVICE_URL to where it is",
          ),
        ];
      const answer = readySchema.safeParse(await response.json().catch(() => null)).data;
      if (answer === undefined)
        return [
          failure(`what answers at ${serviceUrl} is not kube-autofix`, "set SERVICE_URL to where it is"),
        ];
      const down = answer.parts.filter((part) => !part.ok);
      if (down.length > 0) return down.map(partDown);
      if (!response.ok)
        return [failure("the service is about to stop", "wait until it is back, and ask again")];
      return [ok(`it is ready at ${serviceUrl}`)];
    },
  };
}

function partDown({ name, detail }: { name: string; detail: string }): Seen {
  return failure(
    `not ready for its part ${name}: ${redact(detail)}`,
    "see the line of that part here, and the service's log",
  );
}
