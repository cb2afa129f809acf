import type { Facts } from "../facts.ts";
import { type Reference, referencesOf } from "../objects/references.ts";
import type { Trouble } from "../troubles/trouble.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

/** What the kubelet looked for in vain, and where the template asks for it. */
export interface MissingReference {
  of: Reference["of"];
  name: string;
  /** Null where the whole object is missing. */
  key: string | null;
  trouble: Trouble;
  /** The places of the template that name it. */
  references: Reference[];
}

/** The first ConfigMap or Secret, or key of one, that keeps a pod from starting. */
export function missingReference(facts: Facts): MissingReference | undefined {
  const { template } = facts;
  if (template === undefined) return undefined;
  const all = referencesOf(template);
  const troubles = troublesOf(facts).filter(({ kind }) => kind === "config" || kind === "mount");
  for (const trouble of newestFirst(facts, troubles)) {
    const said = missingOf(trouble.words, all);
    if (said === undefined) continue;
    const references = all.filter(
      (one) => one.of === said.of && one.name === said.name && (said.key === null || one.key === said.key),
    );
    if (references.length > 0) return { ...said, trouble, references };
  }
  return undefined;
}

function newestFirst(facts: Facts, troubles: readonly Trouble[]): Trouble[] {
  const isNewest = ({ revision }: Trouble) => revision === facts.rollout.targetRevision;
  return [...troubles.filter(isNewest), ...troubles.filter((one) => !isNewest(one))];
}

/** Sources: pkg/kubelet/kubelet_pods.go, pkg/volume/configmap, pkg/volume/secret, pkg/volume/projected. */
function missingOf(
  words: string,
  references: readonly Reference[],
): Pick<MissingReference, "of" | "name" | "key"> | undefined {
  const object = /\b(configmap|secret) "([^"]{1,253})" not found/i.exec(words);
  if (object !== null) return { of: kindOf(object[1]), name: object[2] ?? "", key: null };
  const key = /couldn't find key (\S{1,253}) in (ConfigMap|Secret) \S{1,253}\/(\S{1,253})/.exec(words);
  if (key !== null) return { of: kindOf(key[2]), name: key[3] ?? "", key: key[1] ?? "" };
  // A volume's message names the key alone; the volume leads to the object.
  const ofVolume = /references non-existent (config|secret) key: (\S{1,253})/.exec(words);
  if (ofVolume === null) return undefined;
  const of = kindOf(ofVolume[1]);
  const volume = /for volume "([^"]{1,253})"/.exec(words)?.[1];
  const reference = references.find(
    (one) => one.of === of && one.key === ofVolume[2] && (volume === undefined || one.as === volume),
  );
  return reference && { of, name: reference.name, key: ofVolume[2] ?? "" };
}

const kindOf = (word: string | undefined): Reference["of"] =>
  /secret/i.test(word ?? "") ? "Secret" : "ConfigMap";
