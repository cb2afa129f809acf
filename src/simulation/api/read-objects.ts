import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { apiVersionOf } from "../store/resource-types.ts";
import { type Matcher, parseFieldSelector, parseLabelSelector } from "../store/selectors.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { toEventsV1 } from "./events-v1.ts";
import type { ApiRequest } from "./request.ts";
import { badRequest, expired, fieldInvalid, invalid, notFound } from "./status-error.ts";

/** The object as this API group shows it. */
export const shown = (request: Pick<ApiRequest, "type">, object: KubernetesObject): KubernetesObject =>
  request.type.group === "events.k8s.io" ? toEventsV1(object) : object;

export function getObject(api: ApiMachinery, request: ApiRequest): KubernetesObject {
  const name = request.name ?? "";
  const object = api.store.get(request.resource, request.namespace ?? "", name);
  if (!object) throw notFound(request.type, name);
  return shown(request, object);
}

/** Whether an object is asked for: by label, by field and by namespace. */
export function matcherOf(request: ApiRequest): Matcher {
  const labels = parseLabelSelector(request.query.get("labelSelector") ?? "");
  if (!labels) throw badRequest("unable to parse requirement: found invalid label selector");
  const fields = parseFieldSelector(request.resource, request.query.get("fieldSelector") ?? "");
  if ("unsupported" in fields) throw badRequest(`field label not supported: ${fields.unsupported}`);
  const { namespace } = request;
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    labels(object) &&
    fields.matches(object);
}

export function checkVersion(request: ApiRequest): void {
  const version = request.query.get("resourceVersion") ?? "";
  if (!/^[0-9]*$/.test(version))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  const limit = request.query.get("limit");
  if (limit !== null && !/^-?[0-9]+$/.test(limit))
    throw invalid(request.type, "", [fieldInvalid("limit", limit, "must be a number")]);
}

interface Continue {
  revision: number;
  after: string;
}
const encode = (token: Continue) => Buffer.from(JSON.stringify(token)).toString("base64url");

function decode(text: string, oldest: number): Continue {
  let token: Continue;
  try {
    token = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Continue;
  } catch (error) {
    throw badRequest(`invalid continue token: continue key is not valid: ${String(error)}`);
  }
  if (token.revision < oldest)
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    );
  return token;
}

const keyOf = ({ metadata }: KubernetesObject) => `${metadata.namespace ?? ""}/${metadata.name}`;

/** A page of objects; a later page shows what is there by then, in the order of names. */
export function listObjects(api: ApiMachinery, request: ApiRequest): object {
  checkVersion(request);
  const matches = matcherOf(request);
  const text = request.query.get("continue");
  const token = text ? decode(text, api.store.oldestRevision()) : undefined;
  const all = api.store
    .list(request.resource, request.namespace)
    .filter((object) => matches(object) && (token === undefined || keyOf(object) > token.after));
  const limit = Number(request.query.get("limit") ?? 0) || all.length;
  const page = all.slice(0, limit);
  const last = page.at(-1);
  const left = all.length - page.length;
  const revision = token?.revision ?? api.store.revision();
  return {
    kind: `${request.type.kind}List`,
    apiVersion: apiVersionOf(request.type),
    metadata: {
      resourceVersion: String(revision),
      ...(last &&
        left > 0 && { continue: encode({ revision, after: keyOf(last) }), remainingItemCount: left }),
    },
    items: page.map((object) => {
      const { apiVersion: _, kind: __, ...item } = shown(request, object);
      return item;
    }),
  };
}
