import { addressWithoutScheme, cronFields, perlExpression, portWithoutColon } from "./forms.ts";
import type { Complaint, Knowledge } from "./knowledge.ts";
import { didYouMean, listedValues } from "./listed-values.ts";
import { durationWithoutUnit, notABoolean, notAnInteger, outOfRange } from "./numbers.ts";
import {
  heapFlags,
  unknownEncoding,
  unknownLogLevel,
  unknownTimeZone,
  unsupportedLocale,
} from "./runtimes.ts";

/** The most telling first. */
const KNOWLEDGE: readonly Knowledge[] = [
  listedValues,
  didYouMean,
  durationWithoutUnit,
  notAnInteger,
  notABoolean,
  outOfRange,
  heapFlags,
  unsupportedLocale,
  unknownTimeZone,
  unknownLogLevel,
  unknownEncoding,
  addressWithoutScheme,
  portWithoutColon,
  cronFields,
  perlExpression,
];

/** What a text tells, its last line first: a program says at its end why it ends. */
export function complaintIn(text: string): (Complaint & { line: string }) | undefined {
  for (const line of text.split("\n").toReversed())
    for (const read of KNOWLEDGE) {
      const complaint = read(line);
      if (complaint !== undefined) return { ...complaint, line };
    }
  return undefined;
}
