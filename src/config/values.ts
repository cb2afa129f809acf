import { isIP } from "node:net";
import { z } from "zod";
import { isTimeZone } from "../core/time-zone.ts";

/** Texts of the environment into typed values. No message repeats the value: it may be a secret. */

export const text = z.string().refine((value) => !/\p{Cc}/u.test(value), "must not hold control characters");

/** Two at most: while callers change over, the one before is believed too. */
const MOST_TOKENS = 2;

/** A secret that others show: one a line. The first is the one to hand out. */
export const tokens = z
  .string()
  .transform((value) => value.split(/\r?\n/).filter((line) => line !== ""))
  .refine(
    (lines) => lines.length > 0 && lines.length <= MOST_TOKENS,
    "must be one token, or two with a line each",
  )
  .refine((lines) => lines.every((line) => !/\p{Cc}/u.test(line)), "must not hold control characters");

export const port = wholeNumber(0, 65_535);

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .refine((value) => /^\d+$/.test(value), "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);
}

const BYTE_UNITS: Readonly<Record<string, number>> = { "": 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A number of bytes, with the binary units of Kubernetes: `16Mi`, also written `16MiB`. */
export const bytes = z
  .string()
  .regex(/^\d+ ?((Ki|Mi|Gi)B?)?$/, "must be a number of bytes such as 16777216 or 16Mi")
  .transform((value) => {
    const [, digits = "0", unit = ""] = /^(\d+) ?(Ki|Mi|Gi)?/.exec(value) ?? [];
    return Number(digits) * (BYTE_UNITS[unit] ?? 1);
  })
  .refine((value) => value >= 1024 && value <= 2 ** 30, "must be from 1Ki to 1Gi");

export function choice<const T extends readonly [string, ...string[]]>(options: T) {
  return z.enum(options, { error: `must be one of ${options.join(", ")}` });
}

/** An http or https address without a slash at its end, so that paths can be added. */
export const webUrl = text
  .refine((value) => hasProtocol(value, ["http:", "https:"]), "must be an address with http:// or https://")
  .transform((value) => value.replace(/\/+$/, ""));

export const postgresUrl = text.refine(
  (value) => /^postgres(ql)?:\/\//.test(value),
  "must be an address with postgresql://",
);

/** "NAMESPACE/NAME", both names of Kubernetes. */
export const serviceAccount = text.refine(
  (value) => /^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9.-]{0,252}$/.test(value),
  "must be a service account as NAMESPACE/NAME",
);

/** Names separated by commas. */
export const list = text.transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

/** IP addresses and networks such as 10.0.0.0/8 or fd00::/8. */
export const addresses = list.refine(
  (items) => items.every(isAddress),
  "must be IP addresses or networks such as 10.0.0.0/8, separated by commas",
);

function isAddress(item: string): boolean {
  const [ip = "", bits, ...rest] = item.split("/");
  const most = { 4: 32, 6: 128 }[isIP(ip)];
  if (most === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** `feishu` and `lark` are the public services; anything else is the address of a private one or a stand-in. */
export const feishuDomain = text
  .transform((value) => FEISHU_ADDRESSES[value] ?? value)
  .refine(
    (value) => hasProtocol(value, ["http:", "https:"]),
    "must be feishu, lark or an address with https://",
  )
  .transform((value) => value.replace(/\/+$/, ""));

/** Source: Feishu and Lark open platform documentation, "Domain". */
const FEISHU_ADDRESSES: Readonly<Record<string, string>> = {
  feishu: "https://open.feishu.cn",
  lark: "https://open.larksuite.com",
};

/** An amount of money, with up to six places. */
export const money = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, "must be an amount such as 2 or 0.50")
  .transform(Number);

/** `model=input/output`, separated by commas: what a million tokens cost. */
export const modelPrices = list.transform((items, context) => {
  const entries = items.map((item) => {
    const [, name, input, output] = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(item) ?? [];
    if (name === undefined)
      context.addIssue({ code: "custom", message: "must be a list such as gpt-5-mini=0.25/2,gpt-5=1.25/10" });
    return [name ?? "", { input: Number(input), output: Number(output) }] as const;
  });
  return new Map(entries);
});

export const timeZone = text.refine(isTimeZone, "must be the IANA name of a time zone such as Asia/Shanghai");

/** `name=value`, separated by commas, values percent-encoded, as OpenTelemetry writes headers and attributes (W3C Baggage). */
export const keyValues = list.transform((items, context) => {
  const entries = items.map((item) => {
    const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(item) ?? [];
    if (name === undefined || value === undefined || !isDecodable(value))
      context.addIssue({ code: "custom", message: "must be a list such as name=value,other=value" });
    return [name ?? "", isDecodable(value ?? "") ? decodeURIComponent(value ?? "") : ""] as const;
  });
  return Object.fromEntries(entries);
});

function isDecodable(value: string): boolean {
  try {
    return decodeURIComponent(value) !== undefined;
  } catch {
    return false;
  }
}
