import type { ApiMachinery } from "../../api/api-machinery.ts";
import { createEventRecorder, type EventRecorder } from "../../api/event-recorder.ts";
import type { Pod } from "../../store/objects.ts";
import {
  annotationsOf,
  CLAIMS,
  CLASSES,
  type Claim,
  isBound,
  NO_PROVISIONER,
  SELECTED_NODE,
  type StorageClass,
  VOLUMES,
  type Volume,
  waitsForConsumer,
} from "../../store/storage.ts";
import { MANAGER } from "../controller.ts";
import { claimNames } from "../scheduler/volume-objections.ts";
import { bindClaim, setClaimPhase } from "./bind-claim.ts";
import { defaultClassName } from "./default-class.ts";
import { expandClaim, usersOf, wantsMore } from "./expand-claim.ts";
import { isReservedFor, mismatch, volumesFor } from "./match-volume.ts";
import { isProvisionerRunning, provisionVolume } from "./provision-volume.ts";

const RESYNC_MS = 15_000;
const PROTECTION = "kubernetes.io/pvc-protection";

/** Binds claims to volumes, has volumes made, and tells why not. Source: pkg/controller/volume/persistentvolume. */
export function runClaimController(api: ApiMachinery): () => void {
  const events = createEventRecorder(api, { component: "persistentvolume-controller" });
  const expander = createEventRecorder(api, { component: "volume_expand" });
  const provisioners = new Map<string, EventRecorder>();
  const provisionerEvents = (component: string) => {
    const recorder = provisioners.get(component) ?? createEventRecorder(api, { component });
    provisioners.set(component, recorder);
    return recorder;
  };
  const tell = (about: Claim, type: "Normal" | "Warning", reason: string, message: string) =>
    events.record({ about, type, reason, message });

  const bindNamed = (claim: Claim, name: string) => {
    const volume = api.store.get(VOLUMES, "", name) as Volume | undefined;
    if (!volume) return;
    const why = mismatch(volume, claim);
    if (volume.spec.claimRef !== undefined && !isReservedFor(volume, claim))
      tell(
        claim,
        "Warning",
        "FailedBinding",
        `volume ${JSON.stringify(name)} already bound to a different claim.`,
      );
    else if (why !== undefined)
      tell(
        claim,
        "Warning",
        "VolumeMismatch",
        `Cannot bind to requested volume ${JSON.stringify(name)}: ${why}`,
      );
    else bindClaim(api, claim, volume);
  };

  const awaitConsumer = (claim: Claim) => {
    const [user] = usersOf(api, claim);
    if (user)
      tell(claim, "Normal", "WaitForPodScheduled", `waiting for pod ${user.metadata.name} to be scheduled`);
    else
      tell(
        claim,
        "Normal",
        "WaitForFirstConsumer",
        "waiting for first consumer to be created before binding",
      );
  };

  const haveMade = (claim: Claim, className: string) => {
    const found = api.store.get(CLASSES, "", className) as StorageClass | undefined;
    const failed = (message: string) => tell(claim, "Warning", "ProvisioningFailed", message);
    if (!found) return failed(`storageclass.storage.k8s.io ${JSON.stringify(className)} not found`);
    const { provisioner } = found;
    if (provisioner === NO_PROVISIONER) return failed(`no volume plugin matched name: ${provisioner}`);
    const annotations = {
      ...annotationsOf(claim),
      "volume.beta.kubernetes.io/storage-provisioner": provisioner,
      "volume.kubernetes.io/storage-provisioner": provisioner,
    };
    const noted = api.update(
      CLAIMS,
      { ...claim, metadata: { ...claim.metadata, annotations } },
      MANAGER,
    ) as Claim;
    tell(
      noted,
      "Normal",
      "ExternalProvisioning",
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
    if (isProvisionerRunning(api, provisioner))
      provisionVolume(api, provisionerEvents(provisioner), noted, found);
  };

  const bind = (claim: Claim) => {
    if (claim.spec.volumeName !== undefined) return bindNamed(claim, claim.spec.volumeName);
    const className = claim.spec.storageClassName ?? "";
    const storageClass = api.store.get(CLASSES, "", className) as StorageClass | undefined;
    const selected = annotationsOf(claim)[SELECTED_NODE];
    const candidates = volumesFor(api, claim);
    const isDelayed = waitsForConsumer(storageClass) && selected === undefined;
    const [volume] = isDelayed ? candidates.filter((one) => isReservedFor(one, claim)) : candidates;
    if (volume) bindClaim(api, claim, volume);
    else if (isDelayed) awaitConsumer(claim);
    else if (className !== "") haveMade(claim, className);
    else
      tell(
        claim,
        "Normal",
        "FailedBinding",
        "no persistent volumes available for this claim and no storage class is set",
      );
  };

  const release = (claim: Claim) => {
    const finalizers = ((claim.metadata.finalizers ?? []) as string[]).filter((one) => one !== PROTECTION);
    const isUsed = usersOf(api, claim).some((pod) => pod.spec.nodeName !== undefined);
    if (isUsed || finalizers.length === ((claim.metadata.finalizers ?? []) as string[]).length) return;
    api.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers } }, MANAGER);
  };

  const reconcile = (namespace: string, name: string) => {
    const claim = api.store.get(CLAIMS, namespace, name) as Claim | undefined;
    if (!claim) return;
    if (claim.metadata.deletionTimestamp !== undefined) return release(claim);
    if (isBound(claim)) {
      if (!api.store.get(VOLUMES, "", claim.spec.volumeName ?? "")) {
        setClaimPhase(api, claim, "Lost");
        const message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
        tell(claim, "Warning", "ClaimLost", message);
      } else if (wantsMore(claim)) expandClaim(api, expander, claim);
      return;
    }
    if (claim.status?.phase === "Lost") return;
    setClaimPhase(api, claim, "Pending");
    const fallback = claim.spec.storageClassName === undefined ? defaultClassName(api.store) : undefined;
    const spec = { ...claim.spec, ...(fallback !== undefined && { storageClassName: fallback }) };
    const options = { ...MANAGER, subresource: "binding" };
    const read = () => api.store.get(CLAIMS, namespace, name) as Claim | undefined;
    if (fallback !== undefined) api.update(CLAIMS, { ...(read() ?? claim), spec }, options);
    bind(read() ?? claim);
    api.loop.after(`claim-resync/${namespace}/${name}`, RESYNC_MS, () => reconcile(namespace, name));
  };

  const request = (namespace: string, name: string) =>
    api.loop.enqueue(`claim/${namespace}/${name}`, () => reconcile(namespace, name));
  const pending = () =>
    (api.store.list(CLAIMS) as Claim[]).filter((claim) => !isBound(claim)).map(({ metadata }) => metadata);

  return api.store.onChange(({ resource, type, object, previous }) => {
    const { namespace = "", name } = object.metadata;
    if (resource === CLAIMS && type !== "DELETED") {
      const annotation = (one: typeof object | undefined) =>
        one && annotationsOf(one as Claim)[SELECTED_NODE];
      // Its own marks do not bring a claim back: else every attempt would be followed by the next at once.
      const isTold =
        previous === undefined ||
        previous.spec !== object.spec ||
        previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp ||
        annotation(previous) !== annotation(object);
      if (isTold) request(namespace, name);
    }
    if (resource === CLASSES || (resource === VOLUMES && type === "ADDED"))
      for (const one of pending()) request(one.namespace ?? "", one.name);
    if (resource === VOLUMES && type === "DELETED") {
      const { claimRef } = (object as Volume).spec;
      if (claimRef) request(claimRef.namespace ?? "", claimRef.name ?? "");
    }
    if (resource === "pods") {
      const isGone = type === "DELETED" || object.metadata.deletionTimestamp !== undefined;
      const isNew =
        type === "ADDED" || (previous as Pod | undefined)?.spec.nodeName !== (object as Pod).spec.nodeName;
      if (isGone || isNew) for (const one of claimNames(object as Pod)) request(namespace, one);
    }
  });
}
