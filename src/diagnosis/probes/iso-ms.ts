/** Milliseconds of an RFC 3339 time; not a number where there is none, so that no comparison holds. */
export const isoMs = (time: string | null | undefined): number => Date.parse(time ?? "");
