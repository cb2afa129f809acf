import type { Target } from "./target.ts";
import { ADMISSION } from "./targets/admission.ts";
import { ANSWERS } from "./targets/answers.ts";
import { APPROVAL } from "./targets/approval.ts";
import { CALLBACK } from "./targets/callback.ts";
import { OBJECTS } from "./targets/objects.ts";
import { POLICY } from "./targets/policy.ts";
import { WEBHOOK } from "./targets/webhook.ts";

export const TARGETS: readonly Target[] = [WEBHOOK, CALLBACK, APPROVAL, ADMISSION, POLICY, OBJECTS, ANSWERS];
