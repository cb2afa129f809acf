const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAYS = "sun mon tue wed thu fri sat".split(" ");

interface Field {
  name: string;
  low: number;
  high: number;
  words?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day", low: 1, high: 31 },
  { name: "month", low: 1, high: 12, words: MONTHS },
  { name: "weekday", low: 0, high: 6, words: DAYS },
];

const MACROS: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

export interface Schedule {
  /** The values of each field: minute, hour, day, month, weekday. */
  values: readonly ReadonlySet<number>[];
  /** Where both days are restricted, either of them is enough. */
  isEitherDay: boolean;
}

/** What the library behind CronJobs says of a schedule that it cannot read. Source: github.com/robfig/cron/v3. */
export class ScheduleError extends Error {
  override readonly name = "ScheduleError";
}

function numberOf(text: string, { low, words }: Field): number {
  const word = words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return word + low;
  if (/^\d+$/.test(text)) return Number(text);
  throw new ScheduleError(
    `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

function rangeOf(part: string, field: Field): number[] {
  const [range = "", step, ...more] = part.split("/");
  const [first = "", last, ...rest] = range.split("-");
  if (more.length > 0) throw new ScheduleError(`too many slashes: ${part}`);
  if (rest.length > 0) throw new ScheduleError(`too many hyphens: ${part}`);
  const isAny = first === "*" || first === "?";
  const start = isAny ? field.low : numberOf(first, field);
  const every = step === undefined ? 1 : numberOf(step, field);
  const end = isAny
    ? field.high
    : last !== undefined
      ? numberOf(last, field)
      : step === undefined
        ? start
        : field.high;
  if (start < field.low)
    throw new ScheduleError(`beginning of range (${start}) below minimum (${field.low}): ${part}`);
  if (end > field.high)
    throw new ScheduleError(`end of range (${end}) above maximum (${field.high}): ${part}`);
  if (start > end)
    throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${part}`);
  if (every === 0) throw new ScheduleError(`step of range should be a positive number: ${part}`);
  const values: number[] = [];
  for (let value = start; value <= end; value += every) values.push(value);
  return values;
}

/** Throws a ScheduleError where the text is no schedule. */
export function parseSchedule(text: string): Schedule {
  const trimmed = text.trim();
  if (trimmed.startsWith("@") && MACROS[trimmed] === undefined)
    throw new ScheduleError(`unrecognized descriptor: ${trimmed}`);
  const parts = (MACROS[trimmed] ?? trimmed).split(/\s+/).filter(Boolean);
  if (parts.length !== FIELDS.length)
    throw new ScheduleError(
      parts.length === 0
        ? "empty spec string"
        : `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`,
    );
  const values = FIELDS.map(
    (field, index) => new Set((parts[index] ?? "").split(",").flatMap((part) => rangeOf(part, field))),
  );
  const isOpen = (part: string | undefined) => part?.startsWith("*") || part?.startsWith("?");
  return { values, isEitherDay: !isOpen(parts[2]) && !isOpen(parts[4]) };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SEARCH_DAYS = 5 * 366;

/** Milliseconds by which a zone's wall clock is ahead of UTC at an instant. */
function offsetMs(timeZone: string, atMs: number): number {
  if (timeZone === "UTC") return 0;
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  }).formatToParts(atMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(atMs / 1000) * 1000;
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The first full minute after `afterMs` that a schedule names; undefined for none in five years. */
export function nextScheduledMs(schedule: Schedule, afterMs: number, timeZone = "UTC"): number | undefined {
  const shift = offsetMs(timeZone, afterMs);
  const [minutes, hours, days, months, weekdays] = schedule.values;
  const firstMs = (Math.floor((afterMs + shift) / MINUTE_MS) + 1) * MINUTE_MS;
  for (let count = 0; count < SEARCH_DAYS; count += 1) {
    const dayMs = Math.floor(firstMs / DAY_MS) * DAY_MS + count * DAY_MS;
    const day = new Date(dayMs);
    const isDay = days?.has(day.getUTCDate()) ?? false;
    const isWeekday = weekdays?.has(day.getUTCDay()) ?? false;
    const isIt = schedule.isEitherDay ? isDay || isWeekday : isDay && isWeekday;
    if (!isIt || !months?.has(day.getUTCMonth() + 1)) continue;
    for (let hour = 0; hour < 24; hour += 1) {
      if (!hours?.has(hour)) continue;
      for (let minute = 0; minute < 60; minute += 1) {
        const atMs = dayMs + hour * 60 * MINUTE_MS + minute * MINUTE_MS;
        if (minutes?.has(minute) && atMs >= firstMs) return atMs - shift;
      }
    }
  }
  return undefined;
}
