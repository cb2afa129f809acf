import type { Candidate } from "../candidate.ts";
import type { MemoryScene } from "../memory/case.ts";
import type { Signature } from "../signature.ts";
import { accessDenied } from "./access/access-denied.ts";
import { applicationCrash } from "./application-crash.ts";
import { badArguments } from "./bad-arguments.ts";
import { badRelease } from "./bad-release.ts";
import { commandNotFound } from "./command-not-found.ts";
import { configContentInvalid } from "./config-content-invalid.ts";
import { configMissing } from "./config-missing.ts";
import { configStale } from "./config-stale.ts";
import { cpuLimitTooLow } from "./cpu-limit-too-low.ts";
import { cronJobSchedule } from "./cron-job-schedule.ts";
import { failingRelease } from "./failing-release.ts";
import { heapFollowsLimit } from "./heap-follows-limit.ts";
import { imageNotPulled } from "./image-not-pulled.ts";
import { imageWrongArchitecture } from "./image-wrong-architecture.ts";
import { jobEnded } from "./job-ended.ts";
import { memoryLeak } from "./memory-leak.ts";
import { memoryLimitTooLow } from "./memory-limit-too-low.ts";
import { memoryVolumeFull } from "./memory-volume-full.ts";
import { mountPathWrong } from "./mount-path-wrong.ts";
import { certificateExpired } from "./network/certificate-expired.ts";
import { credentialsRefused } from "./network/credentials-refused.ts";
import { dependencyDown } from "./network/dependency-down.ts";
import { dependencyNameWrong } from "./network/dependency-name-wrong.ts";
import { networkPolicyBlocks } from "./network/network-policy-blocks.ts";
import { serviceDeleted } from "./network/service-deleted.ts";
import { nodeOutOfMemory } from "./node-out-of-memory.ts";
import { podEvicted } from "./pod-evicted.ts";
import { podMemoryLimit } from "./pod-memory-limit.ts";
import { probeTooEarly } from "./probes/probe-too-early.ts";
import { probeTooStrict } from "./probes/probe-too-strict.ts";
import { probeWrong } from "./probes/probe-wrong.ts";
import { admissionRefused } from "./refused/admission-refused.ts";
import { limitRangeViolated } from "./refused/limit-range-violated.ts";
import { priorityClassMissing, serviceAccountMissing } from "./refused/missing-names.ts";
import { podSecurityRefused } from "./refused/pod-security-refused.ts";
import { quotaExceeded } from "./refused/quota-exceeded.ts";
import { hostPortTaken } from "./scheduling/host-port-taken.ts";
import { noRoomOnNodes } from "./scheduling/no-room-on-nodes.ts";
import { nodesInTrouble } from "./scheduling/nodes-in-trouble.ts";
import { placementImpossible } from "./scheduling/placement-impossible.ts";
import { requestTooLarge } from "./scheduling/request-too-large.ts";
import { spreadImpossible } from "./scheduling/spread-impossible.ts";
import { taintNotTolerated } from "./scheduling/taint-not-tolerated.ts";
import { secretMissing } from "./secret-missing.ts";
import { claimMissing, claimUnbound } from "./storage/claims.ts";
import { volumeFull } from "./storage/volume-full.ts";
import { volumeNotMounted } from "./storage/volume-not-mounted.ts";
import { volumeReadOnly } from "./storage/volume-read-only.ts";
import { podStuck } from "./stuck/pod-stuck.ts";
import { podsOfIllNodes } from "./stuck/pods-of-ill-nodes.ts";
import { stuckPods } from "./stuck/stuck-pods.ts";
import { userNotAllowed } from "./user-not-allowed.ts";

/** All that may have made the kernel kill a container; each answers, if only with why it is ruled out. */
export const memorySignatures: readonly ((scene: MemoryScene) => Candidate)[] = [
  nodeOutOfMemory,
  podMemoryLimit,
  memoryVolumeFull,
  heapFollowsLimit,
  badRelease,
  memoryLeak,
  memoryLimitTooLow,
];

/** Causes that pods, events and what stands around them show; one line each. */
export const signatures: readonly Signature[] = [
  failingRelease,
  imageNotPulled,
  imageWrongArchitecture,
  configMissing,
  secretMissing,
  userNotAllowed,
  commandNotFound,
  configContentInvalid,
  configStale,
  mountPathWrong,
  badArguments,
  cpuLimitTooLow,
  podEvicted,
  cronJobSchedule,
  jobEnded,
  applicationCrash,
  placementImpossible,
  taintNotTolerated,
  requestTooLarge,
  noRoomOnNodes,
  spreadImpossible,
  hostPortTaken,
  nodesInTrouble,
  quotaExceeded,
  limitRangeViolated,
  serviceAccountMissing,
  priorityClassMissing,
  admissionRefused,
  podSecurityRefused,
  probeWrong,
  probeTooEarly,
  probeTooStrict,
  networkPolicyBlocks,
  credentialsRefused,
  dependencyDown,
  dependencyNameWrong,
  serviceDeleted,
  certificateExpired,
  claimMissing,
  claimUnbound,
  volumeNotMounted,
  volumeFull,
  volumeReadOnly,
  accessDenied,
  stuckPods,
  podStuck,
  podsOfIllNodes,
];
