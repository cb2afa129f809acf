/** Whether it is the IANA name of a zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * "2026-11-22 18:30 GMT+8": to the minute, with the zone's distance, so that whoever reads it elsewhere is not misled. A
 * text that is no time stays as it is.
 */
export function zonedTime(at: string | Date, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "shortOffset",
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const zone = /^GMT(\+0)?$/.test(part("timeZoneName")) ? "UTC" : part("timeZoneName");
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")} ${zone}`;
}

const TIME_OF_OURS = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z/g;

/** A sentence of ours with its times as its readers count them. */
export function withZonedTimes(sentence: string, timeZone: string): string {
  return sentence.replaceAll(TIME_OF_OURS, (at) => zonedTime(at, timeZone));
}
