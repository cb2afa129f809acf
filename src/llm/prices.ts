/** What a million tokens cost, in one currency. */
export interface Price {
  input: number;
  output: number;
}
export type Prices = ReadonlyMap<string, Price>;

export interface Tokens {
  input: number;
  output: number;
}

/** In millionths of the currency; null where the model has no price. */
export function costMicros(prices: Prices, model: string, tokens: Tokens): number | null {
  const price = prices.get(model);
  return price === undefined ? null : Math.ceil(tokens.input * price.input + tokens.output * price.output);
}

/** Never less than what it comes to: a token is seldom under two bytes of UTF-8, in any language. */
export function estimatedTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 2);
}
