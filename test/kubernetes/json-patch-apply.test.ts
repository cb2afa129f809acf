import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonPatch } from "../../src/domain/json-patch.ts";
import { applyJsonPatch, pointerSegment, valueAt } from "../../src/kubernetes/json-patch-apply.ts";

describe("applying a JSON Patch", () => {
  // After the examples of RFC 6902, appendix A, as far as the project writes such operations.
  it.each<[string, unknown, JsonPatch, unknown]>([
    ["adds a member", { foo: "bar" }, [{ op: "add", path: "/baz", value: 1 }], { foo: "bar", baz: 1 }],
    ["inserts an element", { a: [1, 3] }, [{ op: "add", path: "/a/1", value: 2 }], { a: [1, 2, 3] }],
    ["appends an element", { a: [1] }, [{ op: "add", path: "/a/-", value: 2 }], { a: [1, 2] }],
    ["removes a member", { a: 1, b: 2 }, [{ op: "remove", path: "/b" }], { a: 1 }],
    ["removes an element", { a: [1, 2, 3] }, [{ op: "remove", path: "/a/1" }], { a: [1, 3] }],
    ["replaces a value", { a: 1 }, [{ op: "replace", path: "/a", value: 2 }], { a: 2 }],
    ["replaces the whole", { a: 1 }, [{ op: "replace", path: "", value: [] }], []],
    ["tests deeply", { a: { b: [1] } }, [{ op: "test", path: "/a", value: { b: [1] } }], { a: { b: [1] } }],
    ["tests for null where nothing is", { a: 1 }, [{ op: "test", path: "/b", value: null }], { a: 1 }],
    ["reads ~01 as ~1", { "~1": 10 }, [{ op: "replace", path: "/~01", value: 9 }], { "~1": 9 }],
    ["reads ~1 as a slash", { "a/b": 1 }, [{ op: "remove", path: "/a~1b" }], {}],
  ])("%s", (_name, document, patch, expected) => {
    expect(applyJsonPatch(document, patch)).toEqual(expected);
  });

  it.each<[string, unknown, JsonPatch]>([
    ["a failing test", { a: 1 }, [{ op: "test", path: "/a", value: "1" }]],
    ["a missing member to remove", { a: 1 }, [{ op: "remove", path: "/b" }]],
    ["a missing member to replace", { a: 1 }, [{ op: "replace", path: "/b", value: 1 }]],
    ["a missing parent", { a: 1 }, [{ op: "add", path: "/b/c", value: 1 }]],
    ["a test under a missing parent", { a: 1 }, [{ op: "test", path: "/b/c", value: null }]],
    ["an index beyond the end", { a: [1] }, [{ op: "add", path: "/a/2", value: 1 }]],
    ["an index with a leading zero", { a: [1, 2] }, [{ op: "remove", path: "/a/01" }]],
    ["the end as an element", { a: [1] }, [{ op: "remove", path: "/a/-" }]],
  ])("refuses %s as a conflict", (_name, document, patch) => {
    expect(() => applyJsonPatch(document, patch)).toThrow(expect.objectContaining({ reason: "conflict" }));
  });

  it("applies all or nothing, and never to the document itself", () => {
    const document = { a: 1 };
    const patch: JsonPatch = [
      { op: "replace", path: "/a", value: 2 },
      { op: "test", path: "/a", value: 3 },
    ];
    expect(() => applyJsonPatch(document, patch)).toThrow();
    expect(document).toEqual({ a: 1 });
  });

  it("cannot reach a prototype", () => {
    const patched = applyJsonPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    expect((patched as { polluted?: boolean }).polluted).toBeUndefined();
    expect(() => applyJsonPatch({}, [{ op: "add", path: "/constructor/x", value: 1 }])).toThrow();
  });

  it("reaches a member under any key, and its inverse is the identity", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.jsonValue(),
        (document, key, value) => {
          const path = `/${pointerSegment(key)}`;
          const patched = applyJsonPatch(document, [{ op: "add", path, value }]);
          expect(valueAt(patched, path)).toEqual(value);
          const inverse: JsonPatch = Object.hasOwn(document, key)
            ? [{ op: "replace", path, value: document[key] }]
            : [{ op: "remove", path }];
          expect(JSON.stringify(applyJsonPatch(patched, inverse))).toBe(JSON.stringify(document));
        },
      ),
    );
  });
});
