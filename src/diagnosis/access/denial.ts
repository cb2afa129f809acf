/** What the API server did not let a ServiceAccount do, in its own words. */
export interface Denial {
  /** The account's namespace and name. */
  namespace: string;
  account: string;
  verb: string;
  resource: string;
  subresource: string;
  /** "" is the core group. */
  group: string;
  /** Where it was asked for; "" is the cluster scope. */
  target: string;
}

const DENIAL =
  /User "system:serviceaccount:([a-z0-9.-]{1,63}):([a-z0-9.-]{1,253})" cannot (\w{1,30}) resource "([a-z0-9.-]{1,100})(?:\/([a-z0-9-]{1,60}))?" in API group "([a-z0-9.-]{0,253})" (?:in the namespace "([a-z0-9-]{1,63})"|at the cluster scope)/;

/** Reads a line of a log; undefined for a refusal of anybody else. k8s.io/apiserver pkg/endpoints/handlers/responsewriters. */
export function denialIn(line: string): Denial | undefined {
  // Within JSON, and within JSON in a log, the quotes are escaped.
  const match = DENIAL.exec(line.slice(0, 2000).replace(/\\+"/g, '"'));
  if (match === null) return undefined;
  const [
    ,
    namespace = "",
    account = "",
    verb = "",
    resource = "",
    subresource = "",
    group = "",
    target = "",
  ] = match;
  return { namespace, account, verb, resource, subresource, group, target };
}
