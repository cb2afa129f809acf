import { text, wholeNumber } from "./values.ts";
import { optional, withDefault } from "./variable.ts";

const TEN_YEARS = 3_650;

/** How long what is over is kept. */
export const RETENTION = {
  RETENTION_INCIDENTS_DAYS: withDefault(
    wholeNumber(0, TEN_YEARS),
    "365",
    "Days that an incident is kept after it was closed, with its audit, attempts and alerts; at least 7; 0: for ever (`docs/scale.md`)",
  ),
  RETENTION_ALERTS_DAYS: withDefault(
    wholeNumber(0, TEN_YEARS),
    "90",
    "Days that an alert and a signal are kept that opened no incident; at least 7; 0: for ever",
  ),
  RETENTION_ARCHIVE_DIR: optional(
    text,
    "Folder to which the audit of an incident is written before it is purged, a file a day; unset: only the head of its chain is kept, in the database",
  ),
} as const;
