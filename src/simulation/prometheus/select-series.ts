/** A series as Prometheus keeps it. A value that is no number marks that it was gone at that scrape. */
export interface Series {
  name: string;
  labels: Readonly<Record<string, string>>;
  points: readonly (readonly [seconds: number, value: number])[];
}

/** A sample older than this counts no more, as in Prometheus. */
const LOOKBACK_SECONDS = 300;
const MATCHER = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

type Matcher = (labels: Series["labels"]) => boolean;

/** The matchers between the braces of a selector; undefined where they do not parse. */
export function parseMatchers(text: string): Matcher[] | undefined {
  const parts = text.trim() === "" ? [] : (text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []);
  const matchers = parts.map((part): Matcher | undefined => {
    const found = MATCHER.exec(part);
    if (found === null) return undefined;
    const [, label = "", operator, value = ""] = found;
    if (operator === "=" || operator === "!=")
      return (labels) => ((labels[label] ?? "") === value) === (operator === "=");
    const pattern = new RegExp(`^(?:${value})$`);
    return (labels) => pattern.test(labels[label] ?? "") === (operator === "=~");
  });
  return matchers.every((matcher) => matcher !== undefined) ? matchers : undefined;
}

export const select = (all: readonly Series[], name: string, matchers: readonly Matcher[]): Series[] =>
  all.filter((one) => one.name === name && matchers.every((matches) => matches(one.labels)));

/** What an instant vector holds of the series. */
export function valueAt({ points }: Series, seconds: number): number | undefined {
  const last = points.findLast(([at]) => at <= seconds);
  if (last === undefined || Number.isNaN(last[1]) || seconds - last[0] >= LOOKBACK_SECONDS) return undefined;
  return last[1];
}

/** What a range vector holds of it: those after its beginning. */
export const valuesWithin = ({ points }: Series, from: number, to: number): number[] =>
  points.filter(([at, value]) => at > from && at <= to && !Number.isNaN(value)).map(([, value]) => value);
