import { investigators } from "./investigators/catalogue.ts";
import { memorySignatures, signatures } from "./signatures/catalogue.ts";

/** All that a diagnosis can recognise. */
export const KNOWLEDGE = { memorySignatures, signatures, investigators } as const;
export type Knowledge = typeof KNOWLEDGE;

/** Names that can be taken out: those of signatures, and the kinds of investigators. */
export const KNOWN_NAMES: readonly string[] = [
  ...memorySignatures.map(({ name }) => name),
  ...signatures.map(({ name }) => name),
  ...investigators.map(({ kind }) => kind),
];

/** The causes that a part of it recognises. A memory signature is named for the one cause that it knows. */
export function causesKnownBy(name: string): readonly string[] {
  if (memorySignatures.some((one) => one.name === name))
    return [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)];
  const of = signatures.find((one) => one.name === name) ?? investigators.find((one) => one.kind === name);
  return (of?.explains ?? []).map(({ cause }) => cause);
}

/** The same without some of it: how a test shows that each part is needed. */
export function knowledgeWithout(names: ReadonlySet<string>): Knowledge {
  return {
    memorySignatures: memorySignatures.filter(({ name }) => !names.has(name)),
    signatures: signatures.filter(({ name }) => !names.has(name)),
    investigators: investigators.filter(({ kind }) => !names.has(kind)),
  };
}
