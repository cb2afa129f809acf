/** Why Feishu would refuse a card: its sub-code, the place in its own notation and the reason. */
export interface CardViolation {
  code: number;
  path: string;
  message: string;
}

/** One value of a card and everything that must be known to judge it. */
export interface Place {
  /** Such as "ROOT -> body -> elements -> [2](tag: chart)". */
  path: string;
  /** Containers around this value. */
  depth: number;
  insideForm: boolean;
  /** Directly among the body's elements. */
  isBodyRoot: boolean;
  card: CardWalk;
}

/** What is counted and collected over the whole card. */
export interface CardWalk {
  violations: CardViolation[];
  nodes: number;
  tables: number;
  elementIds: Set<string>;
  formNames: Set<string>;
  submitButtons: number;
  callbacks: number;
  forms: number;
  /** Checks one component; containers call it for their children. */
  element: Check;
  knownImages: ReadonlySet<string>;
  knownUsers: ReadonlySet<string>;
}

export type Check = (value: unknown, place: Place) => void;
export type Shape = Record<string, Check>;

/** "Unknown property" and everything that has no sub-code of its own. */
export const INVALID = 200621;

export function refuse(place: Place, message: string, code = INVALID): void {
  place.card.violations.push({ code, path: place.path, message });
}

export const under = (place: Place, name: string): Place => ({ ...place, path: `${place.path} -> ${name}` });

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with a closed list of properties. */
export function object(shape: Shape, required: readonly string[] = []): Check {
  return (value, place) => {
    if (!isObject(value)) return refuse(place, "an object is wanted");
    checkProperties(value, place, { shape, required });
  };
}

export function checkProperties(
  value: Record<string, unknown>,
  place: Place,
  rules: { shape: Shape; required: readonly string[] },
): void {
  for (const name of rules.required) {
    if (value[name] === undefined) refuse(place, `required property is missing, property: ${name}`);
  }
  for (const [name, item] of Object.entries(value)) {
    const check = Object.hasOwn(rules.shape, name) ? rules.shape[name] : undefined;
    if (check === undefined) refuse(place, `unknown property, property: ${name}, path: ${place.path}`);
    else check(item, under(place, name));
  }
}

export function list(check: Check, atLeast = 0): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return refuse(place, "a list is wanted");
    if (value.length < atLeast) refuse(place, `at least ${atLeast} wanted`);
    value.forEach((item, index) => {
      check(item, under(place, `[${index}]`));
    });
  };
}

export const text =
  (max = Number.POSITIVE_INFINITY): Check =>
  (value, place) => {
    if (typeof value !== "string") return refuse(place, "a text is wanted");
    if (Array.from(value).length > max) refuse(place, `the text is longer than ${max} characters`);
  };

export const boolean: Check = (value, place) => {
  if (typeof value !== "boolean") refuse(place, "true or false is wanted");
};

export const anything: Check = () => {};

export const oneOf =
  (...allowed: readonly (string | number | boolean)[]): Check =>
  (value, place) => {
    if (!allowed.includes(value as string)) refuse(place, `value not in its list: ${String(value)}`);
  };

export const integer =
  (min: number, max: number): Check =>
  (value, place) => {
    const isInRange = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
    if (!isInRange) refuse(place, `a whole number from ${min} to ${max} is wanted`);
  };

export const anyOf =
  (...checks: readonly Check[]): Check =>
  (value, place) => {
    const attempts = checks.map((check) => {
      const card = { ...place.card, violations: [] };
      check(value, { ...place, card });
      return card.violations;
    });
    const first = attempts[0];
    if (first !== undefined && attempts.every((violations) => violations.length > 0)) {
      place.card.violations.push(...first);
    }
  };
