import { ANSWER_FAULTS, DELIVERY_FAULTS } from "./answer-faults.ts";
import { FULL_DISK, SLOW_DISK } from "./disk-faults.ts";
import type { Fault } from "./fault.ts";
import { NETWORK_FAULTS } from "./network-faults.ts";
import { PROCESS_FAULTS } from "./process-faults.ts";

/** A full disk only where one could be made. */
export const faultsOf = (has: { smallDisk: boolean }): Fault[] => [
  ...PROCESS_FAULTS,
  ...NETWORK_FAULTS,
  ...ANSWER_FAULTS,
  ...DELIVERY_FAULTS,
  SLOW_DISK,
  ...(has.smallDisk ? [FULL_DISK] : []),
];
