import { objectKey } from "../domain/object-ref.ts";
import { type AdmissionRequest, apiVersionOf } from "./admission/admission-review.ts";
import { textAt } from "./admission/json-value.ts";
import { admitted, type Decision, refused } from "./admission/refusal.ts";
import {
  AllStopped,
  claimedTarget,
  type LedgerAttempt,
  type ReadAttempt,
  readPlan,
} from "./ledger-attempt.ts";
import { reviewCreation } from "./writes/creation.ts";
import { reviewEvent } from "./writes/event.ts";
import { EVER_UPDATED } from "./writes/ever-written.ts";
import { reviewEviction } from "./writes/eviction.ts";
import { reviewFieldWrite } from "./writes/field-write.ts";
import { touchedBound } from "./writes/outer-bounds.ts";
import { isPodOf, reviewPodDeletion } from "./writes/pod-deletion.ts";

export type ReadLedger = () => Promise<readonly LedgerAttempt[]>;

/** Dry runs are reviewed as writes. The ledger is asked only where its rows could admit the write. */
export async function review(request: AdmissionRequest, ledger: ReadLedger, now: Date): Promise<Decision> {
  const road = roadOf(request);
  if (typeof road !== "function") return road;
  try {
    return road(request, await ledger(), now);
  } catch (error) {
    if (error instanceof AllStopped) return refused("stopped", error.message);
    throw error;
  }
}

type Road = (request: AdmissionRequest, rows: readonly LedgerAttempt[], now: Date) => Decision;

/** The one way in which such a request can be admitted, or the answer at once. */
function roadOf(request: AdmissionRequest): Road | Decision {
  switch (`${request.operation} ${resourceOf(request)}`) {
    case "CREATE selfsubjectaccessreviews.authorization.k8s.io":
    case "CREATE selfsubjectrulesreviews.authorization.k8s.io":
    case "CREATE selfsubjectreviews.authentication.k8s.io":
      return admitted("a question about our own rights");
    case "CREATE events.":
      return event(request);
    case "CREATE pods./eviction":
      return eviction;
    case "CREATE jobs.batch":
    case "CREATE services.":
      return creation;
    case "DELETE pods.":
      return podDeletion;
    default:
      return request.operation === "UPDATE" && EVER_UPDATED.includes(resourceOf(request))
        ? fieldWrite(request)
        : refused("never-planned", `${request.operation} of ${resourceOf(request)} is no repair`);
  }
}

function resourceOf({ resource, subResource }: AdmissionRequest): string {
  return `${resource.resource}.${resource.group}${subResource === "" ? "" : `/${subResource}`}`;
}

function fieldWrite(request: AdmissionRequest): Road | Decision {
  const touched = touchedBound(request.oldObject, request.object);
  if (touched !== undefined) return refused("outside-bounds", `${touched} is nobody's to repair`);
  return (_request, rows, now) => {
    const key = objectKey({
      apiVersion: apiVersionOf(request),
      kind: request.kind.kind,
      namespace: request.namespace,
      name: request.name,
    });
    const uid = textAt(request.oldObject, "metadata", "uid");
    return firstAdmitted(
      rows.filter((row) => keyOf(row) === key),
      (attempt) =>
        uid === "" || attempt.action.target.uid !== uid || uid !== textAt(request.object, "metadata", "uid")
          ? refused("other-object", "the object is not the one that the plan is about")
          : reviewFieldWrite(attempt, request, now),
    );
  };
}

/** An Event needs no attempt, but the ledger must be there to say that nobody has stopped all writes. */
function event(request: AdmissionRequest): Road | Decision {
  const decision = reviewEvent(request);
  return decision.isAdmitted ? () => decision : decision;
}

const podDeletion: Road = (request, rows, now) =>
  firstAdmitted(
    rows.filter((row) => isPodOf(request.oldObject, textAt(claimedTarget(row), "uid"))),
    (attempt) => reviewPodDeletion(attempt, request, now),
  );

const eviction: Road = (request, rows, now) =>
  firstAdmitted(inNamespace(request, rows), (attempt) => reviewEviction(attempt, request, now));

const creation: Road = (request, rows, now) => {
  const kind = request.resource.resource === "jobs" ? "RunJobAgain" : "RecreateService";
  return firstAdmitted(inNamespace(request, rows), (attempt) =>
    attempt.action.type === kind
      ? reviewCreation(attempt, request, now)
      : refused("no-attempt", "no plan makes such an object"),
  );
};

function inNamespace({ namespace }: AdmissionRequest, rows: readonly LedgerAttempt[]) {
  return rows.filter((row) => textAt(claimedTarget(row), "namespace") === namespace);
}

function keyOf(row: LedgerAttempt): string {
  const target = claimedTarget(row);
  return objectKey({
    apiVersion: textAt(target, "apiVersion"),
    kind: textAt(target, "kind"),
    namespace: textAt(target, "namespace"),
    name: textAt(target, "name"),
  });
}

/** The refusal that says most is the one of the attempt that came nearest: anything else than "no attempt". */
function firstAdmitted(rows: readonly LedgerAttempt[], judge: (attempt: ReadAttempt) => Decision): Decision {
  const decisions = rows.map((row) => {
    const attempt = readPlan(row);
    return attempt === undefined
      ? refused(
          "digest",
          `the plan of attempt ${row.number} of incident ${row.incidentId} is not as it was judged`,
        )
      : judge(attempt);
  });
  return (
    decisions.find(({ isAdmitted }) => isAdmitted) ??
    decisions.find((one) => !one.isAdmitted && one.reason !== "no-attempt") ??
    refused("no-attempt", "the ledger holds no attempt for it")
  );
}
