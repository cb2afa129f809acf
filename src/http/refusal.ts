/** What the reason alone does not tell, for readers of another language. */
export interface RefusalDetail {
  /** The field that was not understood. */
  field?: string;
  /** A sentence of the service's own records. */
  sentence?: string;
}

/** An answer other than success, thrown where it is found out. `message` tells the caller what to do and is shown as it is. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly detail: RefusalDetail;
  constructor(
    status: number,
    reason: string,
    message: string,
    headers: Record<string, string> = {},
    detail: RefusalDetail = {},
  ) {
    super(message);
    this.detail = detail;
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }
}

/** The body of every refusal in JSON. */
export function refusalBody(refusal: Pick<Refusal, "reason" | "message">): object {
  return { error: { reason: refusal.reason, message: refusal.message } };
}

export const notFound = (what: string): Refusal => new Refusal(404, "not-found", `There is no such ${what}.`);
