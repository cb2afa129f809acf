import { qualifiedKind, qualifiedPlural, type ResourceType } from "../store/resource-types.ts";

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

export interface StatusBody {
  kind: "Status";
  apiVersion: "v1";
  metadata: object;
  status: "Failure" | "Success";
  message?: string;
  reason?: string;
  details?: Record<string, unknown>;
  code?: number;
}

/** A refusal of the API server; the body is what a real one sends, word for word. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly body: StatusBody;
  readonly code: number;
  constructor(code: number, reason: string | undefined, message: string, details?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.body = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason !== undefined && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

const detailsOf = (type: ResourceType, name: string) => ({
  ...(name !== "" && { name }),
  ...(type.group !== "" && { group: type.group }),
});

export const notFound = (type: ResourceType, name: string): StatusError =>
  new StatusError(404, "NotFound", `${qualifiedPlural(type)} "${name}" not found`, {
    ...detailsOf(type, name),
    kind: type.plural,
  });

export const noSuchResource = (): StatusError =>
  new StatusError(404, "NotFound", "the server could not find the requested resource", {});

export const alreadyExists = (type: ResourceType, name: string): StatusError =>
  new StatusError(409, "AlreadyExists", `${qualifiedPlural(type)} "${name}" already exists`, {
    ...detailsOf(type, name),
    kind: type.plural,
  });

export const modified = (type: ResourceType, name: string): StatusError =>
  new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualifiedPlural(type)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { ...detailsOf(type, name), kind: type.plural },
  );

/** A failed precondition of a delete; it names the kind where the others name the resource. */
export const preconditionFailed = (type: ResourceType, name: string, why: string): StatusError =>
  new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualifiedKind(type)} "${name}": ${why}`,
    {
      ...detailsOf(type, name),
      kind: type.kind,
    },
  );

export function invalid(type: ResourceType, name: string, causes: Cause[]): StatusError {
  const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const unique = [...new Set(texts)];
  const text = unique.length === 1 ? unique[0] : `[${unique.join(", ")}]`;
  return new StatusError(422, "Invalid", `${qualifiedKind(type)} "${name}" is invalid: ${text}`, {
    ...detailsOf(type, name),
    kind: type.kind,
    causes,
  });
}

/** Of the query's own options, such as an unknown dryRun. */
export const invalidOptions = (kind: string, cause: Cause): StatusError =>
  new StatusError(422, "Invalid", `${kind}.meta.k8s.io "" is invalid: ${cause.field}: ${cause.message}`, {
    group: "meta.k8s.io",
    kind,
    causes: [cause],
  });

/** What a JSON Patch gets whose `test` fails or whose path is not there: the server does not say which. */
export const patchFailed = (): StatusError =>
  new StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {});

export const badRequest = (message: string): StatusError => new StatusError(400, "BadRequest", message);

export const forbidden = (type: ResourceType, name: string, why: string): StatusError =>
  new StatusError(403, "Forbidden", `${qualifiedPlural(type)} "${name}" is forbidden: ${why}`, {
    ...detailsOf(type, name),
    kind: type.plural,
  });

export const methodNotAllowed = (): StatusError =>
  new StatusError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );

export const unsupportedMediaType = (): StatusError =>
  new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});

export const expired = (message: string): StatusError => new StatusError(410, "Expired", message);

export const tooManyRequests = (message: string, causes?: Omit<Cause, "field">[]): StatusError =>
  new StatusError(429, "TooManyRequests", message, causes ? { causes } : undefined);

export const fieldInvalid = (field: string, value: unknown, why: string): Cause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`,
  field,
});
export const fieldRequired = (field: string, why = ""): Cause => ({
  reason: "FieldValueRequired",
  message: why === "" ? "Required value" : `Required value: ${why}`,
  field,
});
export const fieldForbidden = (field: string, why: string): Cause => ({
  reason: "FieldValueForbidden",
  message: `Forbidden: ${why}`,
  field,
});
