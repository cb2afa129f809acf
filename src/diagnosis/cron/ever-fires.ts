const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Whether a cron schedule matches any day at all ("0 3 31 2 *" does not); undefined where it cannot be read. Day of month
 * and day of week are alternatives where both are restricted. https://en.wikipedia.org/wiki/Cron
 */
export function everFires(schedule: string): boolean | undefined {
  const text = schedule.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, "");
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text) || /^@every \S+$/.test(text))
    return true;
  const fields = text.split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [, , day = "", month = "", weekday = ""] = fields;
  const days = valuesOf(day, 1, 31, []);
  const months = valuesOf(month, 1, 12, MONTHS);
  if (days === undefined || months === undefined) return undefined;
  if (!weekday.startsWith("*") && weekday !== "?") return true;
  return months.some((one) => days.some((date) => date <= (LONGEST_MONTH[one - 1] ?? 0)));
}

function valuesOf(
  field: string,
  least: number,
  most: number,
  names: readonly string[],
): number[] | undefined {
  const all: number[] = [];
  for (const part of field.toLowerCase().split(",")) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first = "", last, step] = match;
    const isAny = first === "*" || first === "?";
    const from = isAny ? least : numberOf(first, names);
    const to = isAny || (last === undefined && step !== undefined) ? most : numberOf(last ?? first, names);
    const by = Number(step ?? 1);
    if (!(from >= least && to <= most && from <= to && by >= 1)) return undefined;
    for (let value = from; value <= to; value += by) all.push(value);
  }
  return all;
}

function numberOf(word: string, names: readonly string[]): number {
  const named = names.indexOf(word.slice(0, 3));
  return named >= 0 ? named + 1 : Number(word);
}
