const POWERS: Readonly<Record<string, [base: bigint, power: bigint]>> = {
  n: [10n, 0n],
  u: [10n, 3n],
  m: [10n, 6n],
  "": [10n, 9n],
  k: [10n, 12n],
  M: [10n, 15n],
  G: [10n, 18n],
  T: [10n, 21n],
  P: [10n, 24n],
  E: [10n, 27n],
  Ki: [2n, 10n],
  Mi: [2n, 20n],
  Gi: [2n, 30n],
  Ti: [2n, 40n],
  Pi: [2n, 50n],
  Ei: [2n, 60n],
};
const NANO = 10n ** 9n;

/** Whether two texts are one quantity, for the server rewrites "1024Mi" to "1Gi". False for what is none. */
export function isSameQuantity(a: unknown, b: unknown): boolean {
  const [one, other] = [nanos(a), nanos(b)];
  return one !== undefined && one === other;
}

function nanos(value: unknown): bigint | undefined {
  const [, whole = "", fraction = "", unit = ""] =
    /^(\d{1,18})(?:\.(\d{1,9}))?([numkMGTPE]|[KMGTPE]i)?$/.exec(String(value)) ?? [];
  const power = POWERS[unit];
  if (whole === "" || power === undefined) return undefined;
  const scale = power[0] ** power[1] * (power[0] === 2n ? NANO : 1n);
  return (BigInt(whole + fraction) * scale) / 10n ** BigInt(fraction.length);
}
