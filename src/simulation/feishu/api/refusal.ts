/** What the platform answers in place of a result: its code, most often with HTTP 400. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly detail: Record<string, unknown>;

  constructor(
    code: number,
    message: string,
    more: { status?: number; headers?: Record<string, string>; detail?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = more.status ?? 400;
    this.headers = more.headers ?? {};
    this.detail = more.detail ?? {};
  }
}

export const invalid = (ext: string): Refusal =>
  new Refusal(230001, `Your request contains an invalid request parameter, ext=${ext}`);
