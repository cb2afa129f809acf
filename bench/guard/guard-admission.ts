import { admissionPolicy, admissionPolicyBinding } from "../../src/guard/manifests/policy.ts";
import { userOf, webhookConfiguration } from "../../src/guard/manifests/webhook.ts";
import type { ApiStage } from "../road/api-stage.ts";
import type { Reviewer } from "./guard-server.ts";

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const WEBHOOKS = `${ADMISSION}/validatingwebhookconfigurations`;
const POLICIES = `${ADMISSION}/validatingadmissionpolicies`;
const BINDINGS = `${ADMISSION}/validatingadmissionpolicybindings`;

/** What stands before the API server's store when the service writes; each is back when the API server heeds it. */
export interface Admission {
  /** Webhook and policy, as the chart makes them. */
  addGuard(guard: Reviewer): Promise<void>;
  /** The guard's webhook with nobody behind it who looks at anything, and no policy. */
  addFloor(floor: Reviewer): Promise<void>;
  remove(): Promise<void>;
  /** Removes them without a look at what the API server does: those who were asked may be gone. */
  end(): Promise<void>;
}

export interface AdmissionGiven {
  stage: ApiStage;
  /** Of whatever is configured, and the namespace of the service's account. */
  name: string;
  /** What the service is answered to a patch that is tried and not kept. */
  probe(patch: unknown): Promise<string>;
  until(isSo: () => Promise<boolean>): Promise<void>;
}

/** Within the policy's bounds, and planned by nobody. */
const UNPLANNED = [{ op: "add", path: "/spec/minReadySeconds", value: 1 }];
const HOST = [{ op: "add", path: "/spec/template/spec/hostNetwork", value: true }];

export function createAdmission({ stage, name, probe, until }: AdmissionGiven): Admission {
  const manifests = (port: number) => ({
    name,
    user: userOf(`${name}/service`),
    client: { url: `https://127.0.0.1:${port}/admission/guard` },
  });
  const addWebhook = async ({ port, authority }: Reviewer) => {
    const { webhooks, ...webhook } = webhookConfiguration(manifests(port));
    const caBundle = Buffer.from(authority).toString("base64");
    const trusting = webhooks.map((one) => ({ ...one, clientConfig: { ...one.clientConfig, caBundle } }));
    await stage.create(WEBHOOKS, { ...webhook, webhooks: trusting });
  };
  /** Whether webhook and policy refuse what the service may not write; the policy is asked first, and about its bounds alone. */
  const words = async () => {
    const [ofWebhook = "", ofPolicy = ""] = await Promise.all([probe(UNPLANNED), probe(HOST)]);
    return [
      ofWebhook.includes("kube-autofix guard:"),
      ofPolicy.includes("kube-autofix never changes hostNetwork"),
    ];
  };
  const isAsked = async (floor: Reviewer) => {
    const { admitted } = await floor.reviews();
    await probe(UNPLANNED);
    return (await floor.reviews()).admitted > admitted;
  };
  const end = async () => {
    for (const kind of [WEBHOOKS, BINDINGS, POLICIES]) await stage.remove(`${kind}/${name}`);
  };
  let standing: Reviewer | undefined;
  return {
    async addGuard(guard) {
      await stage.create(POLICIES, admissionPolicy(manifests(guard.port)) as never);
      await stage.create(BINDINGS, admissionPolicyBinding(manifests(guard.port)) as never);
      await addWebhook(guard);
      await until(async () => (await words()).every((isSaid) => isSaid));
    },
    async addFloor(floor) {
      await addWebhook(floor);
      standing = floor;
      await until(() => isAsked(floor));
    },
    async remove() {
      await end();
      const floor = standing;
      standing = undefined;
      await until(async () => {
        if (floor !== undefined) return !(await isAsked(floor));
        return !(await words()).some((isSaid) => isSaid);
      });
    },
    end,
  };
}
