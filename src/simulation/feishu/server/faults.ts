/** How a request is answered in place of the truth; `drop` closes the connection, before or after it had its effect. */
export type Fault =
  | { code: number; status?: number; headers?: Record<string, string> }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { drop: "before" | "after" };

export interface PlannedFault {
  fault: Fault;
  times: number;
  /** Such as "PATCH /open-apis/im/v1/messages/:message_id"; any of them when absent. */
  route?: string;
}

/** Takes one from the first that fits the route. */
export function nextFault(planned: PlannedFault[], route: string): Fault | undefined {
  const found = planned.find((entry) => entry.times > 0 && (entry.route ?? route) === route);
  if (found === undefined) return undefined;
  found.times -= 1;
  return found.fault;
}
