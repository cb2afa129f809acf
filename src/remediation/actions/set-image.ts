import { type ActionDefinition, forAPerson, TEMPLATE_KINDS, templateProof } from "./action-definition.ts";
import { findContainer } from "./pod-template.ts";

/** The image of one container; a name or tag that is proven elsewhere may still not be what its owner wants. */
export const setImage: ActionDefinition<"SetImage"> = {
  type: "SetImage",
  targetKinds: TEMPLATE_KINDS,
  proof: templateProof,
  compile(object, { container, from, to }) {
    const found = findContainer(object, container);
    if (found === undefined) return { refusal: `there is no container ${container} any more` };
    return {
      edits: [{ pointer: `${found.pointer}/image`, from, to }],
      relies: [{ pointer: `${found.pointer}/name`, value: container }],
      sentence: `image of container ${container}: ${from} -> ${to}`,
    };
  },
  risks: () => [{ weight: 1, reason: "another image may be another program" }],
  verdict: () => forAPerson("another image"),
};
