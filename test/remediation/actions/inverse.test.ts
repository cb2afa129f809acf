import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { applyJsonPatch, pointerSegment } from "../../../src/kubernetes/json-patch-apply.ts";
import { compileEdits, type FieldEdit, type Json } from "../../../src/remediation/actions/field-edit.ts";
import { compileTrail } from "../../../src/remediation/actions/trail.ts";

const key = fc.constantFrom("a", "b/c", "~d", "e.f", "name");
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(key, leaf, { maxKeys: 3 }));
const branch = fc.dictionary(key, fc.dictionary(key, value, { maxKeys: 3 }), { maxKeys: 3 });

/** Edits of fields two levels deep, each with what stands there: to another value, to nothing, or from nothing. */
const cases = fc
  .record({
    spec: branch,
    wanted: fc.uniqueArray(fc.record({ outer: key, inner: key, to: fc.option(value, { nil: undefined }) }), {
      maxLength: 5,
      minLength: 1,
      selector: ({ outer, inner }) => `${outer} ${inner}`,
    }),
    annotations: fc.option(fc.dictionary(fc.constantFrom("x", "kubernetes.io/change-cause"), fc.string()), {
      nil: undefined,
    }),
  })
  .map(({ spec, wanted, annotations }) => {
    const object = {
      apiVersion: "v1",
      kind: "Thing",
      metadata: { name: "n", ...(annotations === undefined ? {} : { annotations }) },
      spec,
    } as KubernetesObject;
    const edits = wanted.map(({ outer, inner, to }): FieldEdit => {
      const above: Record<string, unknown> | undefined = Object.hasOwn(spec, outer) ? spec[outer] : undefined;
      const from = above !== undefined && Object.hasOwn(above, inner) ? (above[inner] as Json) : undefined;
      return { pointer: `/spec/${pointerSegment(outer)}/${pointerSegment(inner)}`, from, to: to as Json };
    });
    return { object, edits: edits.filter(({ from, to }) => from !== undefined || to !== undefined) };
  });

test("edits and then their inverse are the identity, whatever stood there", () => {
  fc.assert(
    fc.property(cases, ({ object, edits }) => {
      const own = compileEdits(object, edits);
      const trail = compileTrail(object, { incidentId: "i", attemptNumber: 1, changeCause: "c" });
      const changed = applyJsonPatch(object, [...own.patch, ...trail.patch]);
      for (const { pointer, to } of edits)
        if (to !== undefined) expect(applyJsonPatch(changed, [{ op: "test", path: pointer, value: to }]));
      const back = applyJsonPatch(changed, [...own.inverse, ...trail.inverse]);
      expect(withoutEmptyAnnotations(back)).toEqual(withoutEmptyAnnotations(object));
    }),
  );
});

test("each value of ours is found on the object as it is after all edits", () => {
  fc.assert(
    fc.property(cases, ({ object, edits }) => {
      const { patch, inverse } = compileEdits(object, edits);
      const changed = applyJsonPatch(object, patch);
      for (const one of inverse) if (one.op === "test") applyJsonPatch(changed, [one]);
    }),
  );
});

test("an inverse does not apply where somebody else has written since", () => {
  fc.assert(
    fc.property(cases, fc.nat(), ({ object, edits }, pick) => {
      const changing = edits.filter(({ to }) => to !== undefined);
      const edit = changing[pick % Math.max(1, changing.length)];
      if (edit === undefined) return;
      const own = compileEdits(object, edits);
      const changed = applyJsonPatch(object, own.patch);
      const foreign = applyJsonPatch(changed, [
        { op: "replace", path: edit.pointer, value: "not ours at all" },
      ]);
      if (edit.to === "not ours at all") return;
      expect(() => applyJsonPatch(foreign, own.inverse)).toThrow(/does not apply/);
    }),
  );
});

function withoutEmptyAnnotations(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  return Object.keys(annotations ?? {}).length === 0 ? { ...object, metadata } : object;
}
