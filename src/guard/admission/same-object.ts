import { isObject } from "./json-value.ts";
import { isSameQuantity } from "./quantity.ts";

/** Set by the server on every write. */
const BY_SERVER = ["managedFields", "generation", "resourceVersion"];

/** A DaemonSet's generation as older versions of its kind hold it: the server writes it with every change. */
const TEMPLATE_GENERATION = "/metadata/annotations/deprecated.daemonset.template.generation";

/** What the server adds below a value that leaves it out. https://kubernetes.io/docs/reference/kubernetes-api/ */
const DEFAULTS: Readonly<Record<string, readonly unknown[]>> = {
  scheme: ["HTTP"],
  path: ["/"],
  timeoutSeconds: [1],
  periodSeconds: [10],
  successThreshold: [1],
  failureThreshold: [3],
  protocol: ["TCP"],
  imagePullPolicy: ["Always", "IfNotPresent"],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  defaultMode: [420],
  divisor: ["0"],
};

/**
 * The first place where `actual` is not what was planned; undefined where there is none. Fields of the server's own are
 * left out, and so are its defaults, but only below the pointers of `written`.
 */
export function firstDifference(
  planned: unknown,
  actual: unknown,
  written: readonly string[],
): string | undefined {
  return differenceAt(planned, actual, { pointer: "", written });
}

interface Place {
  pointer: string;
  written: readonly string[];
}

function differenceAt(planned: unknown, actual: unknown, place: Place): string | undefined {
  if (isNothing(actual) && isEmpty(planned)) return undefined;
  if (isObject(planned) && isObject(actual)) return inObjects(planned, actual, place);
  if (Array.isArray(planned) && Array.isArray(actual) && planned.length === actual.length)
    return firstOf(planned.keys(), (index) =>
      differenceAt(planned[index], actual[index], below(place, index)),
    );
  if (place.pointer === TEMPLATE_GENERATION && /^\d{1,18}$/.test(String(actual))) return undefined;
  const isSame = planned === actual || (isQuantity(place.pointer) && isSameQuantity(planned, actual));
  return isSame ? undefined : place.pointer;
}

function inObjects(
  planned: Record<string, unknown>,
  actual: Record<string, unknown>,
  place: Place,
): string | undefined {
  const keys = new Set([...Object.keys(planned), ...Object.keys(actual)]);
  return firstOf(keys, (key) => {
    if (place.pointer === "/metadata" && BY_SERVER.includes(key)) return undefined;
    const here = below(place, key);
    if (Object.hasOwn(planned, key) && Object.hasOwn(actual, key))
      return differenceAt(planned[key], actual[key], here);
    if (Object.hasOwn(planned, key)) return differenceAt(planned[key], undefined, here);
    const isDefault = isWritten(place) && (DEFAULTS[key] ?? []).includes(actual[key]);
    return isNothing(actual[key]) || isDefault ? undefined : here.pointer;
  });
}

function firstOf<K>(keys: Iterable<K>, find: (key: K) => string | undefined): string | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

const below = (place: Place, key: string | number): Place => ({
  ...place,
  pointer: `${place.pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
});

const isWritten = ({ pointer, written }: Place) =>
  written.some((path) => pointer === path || pointer.startsWith(`${path}/`));

const isQuantity = (pointer: string) => /\/(requests|limits)\/[^/]+$/.test(pointer);

const isNothing = (value: unknown) => value === undefined || value === null;

/** The server leaves out what is empty. */
const isEmpty = (value: unknown) =>
  isNothing(value) ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);
