import type { ActionParameters } from "../../domain/action.ts";
import { pointerSegment } from "../../kubernetes/json-patch-apply.ts";
import { onlySlip } from "../near-name.ts";
import { isMet, isSelected, isTermMet } from "./node-match.ts";
import type { NodeView } from "./node-view.ts";
import { type Expression, type Placement, requiredTerms } from "./placement.ts";

/** The smallest change of a placement that lets some node be selected. */
export interface Constraint {
  changes: ActionParameters["RelaxPlacement"]["changes"];
  basis: string;
  /** What no node satisfies, for people. */
  fault: string;
  /** The label that it is about. */
  key: string;
}

const TERMS = "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution";

/** Undefined where more than one label would have to change: then a person must say what was meant. */
export function unmetConstraint(placement: Placement, nodes: readonly NodeView[]): Constraint | undefined {
  return unmetSelector(placement, nodes) ?? unmetTerm(placement, nodes);
}

function unmetSelector(placement: Placement, nodes: readonly NodeView[]): Constraint | undefined {
  const selector = Object.entries(placement.nodeSelector ?? {});
  const lacking = selector.filter(([key, value]) => !nodes.some(({ labels }) => labels[key] === value));
  const [one, ...more] = lacking;
  if (one === undefined || more.length > 0) return undefined;
  const [key, value] = one;
  const rest = { ...placement, nodeSelector: Object.fromEntries(selector.filter(([each]) => each !== key)) };
  const pointer = `/nodeSelector/${pointerSegment(key)}`;
  const fault = `none of ${nodes.length} nodes has the label ${key}=${value}`;
  const meant = onlySlip(value, valuesOf(key, nodes));
  if (
    meant !== undefined &&
    isSelectedByAny({ ...rest, nodeSelector: { ...rest.nodeSelector, [key]: meant } }, nodes)
  )
    return {
      changes: [{ pointer, from: value, to: meant }],
      basis: `node selector ${key}: ${value} -> ${meant}, the only near value that nodes have`,
      fault,
      key,
    };
  const slip = onlySlip(key, new Set(nodes.flatMap(({ labels }) => Object.keys(labels))));
  if (
    slip !== undefined &&
    isSelectedByAny({ ...rest, nodeSelector: { ...rest.nodeSelector, [slip]: value } }, nodes)
  )
    return {
      changes: [
        { pointer, from: value, to: null },
        { pointer: `/nodeSelector/${pointerSegment(slip)}`, from: null, to: value },
      ],
      basis: `node selector ${key} -> ${slip}, the only near label that nodes have`,
      fault,
      key,
    };
  if (!isSelectedByAny(rest, nodes)) return undefined;
  const isAlone = Object.keys(rest.nodeSelector).length === 0;
  return {
    changes: isAlone
      ? [{ pointer: "/nodeSelector", from: { [key]: value }, to: null }]
      : [{ pointer, from: value, to: null }],
    basis: `without node selector ${key}=${value}, which no node satisfies`,
    fault,
    key,
  };
}

function unmetTerm(placement: Placement, nodes: readonly NodeView[]): Constraint | undefined {
  const terms = requiredTerms(placement);
  const [term] = terms;
  if (term === undefined || terms.length > 1 || nodes.some((node) => isTermMet(term, node))) return undefined;
  const expressions = term.matchExpressions ?? [];
  const lacking = expressions.filter((one) => !nodes.some(({ labels }) => isMet(one, labels[one.key])));
  const [expression, ...more] = lacking;
  if (expression === undefined || more.length > 0 || (term.matchFields ?? []).length > 0) return undefined;
  const { key } = expression;
  const fault = `none of ${nodes.length} nodes satisfies ${key} ${expression.operator} ${(expression.values ?? []).join(", ")}`;
  const index = expressions.indexOf(expression);
  const meant = meantValues(expression, nodes);
  if (meant !== undefined)
    return {
      changes: [
        {
          pointer: `${TERMS}/nodeSelectorTerms/0/matchExpressions/${index}/values`,
          from: expression.values ?? [],
          to: meant,
        },
      ],
      basis: `node affinity ${key}: ${(expression.values ?? []).join(", ")} -> ${meant.join(", ")}, the only near value that nodes have`,
      fault,
      key,
    };
  const isAlone = expressions.length === 1;
  const from = placement.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const rest = expressions.filter((one) => one !== expression);
  if (!isAlone && !nodes.some((node) => isTermMet({ matchExpressions: rest }, node))) return undefined;
  return {
    changes: isAlone
      ? [{ pointer: TERMS, from: plain(from), to: null }]
      : [
          {
            pointer: `${TERMS}/nodeSelectorTerms/0/matchExpressions`,
            from: plain(expressions),
            to: plain(rest),
          },
        ],
    basis: `without the required node affinity ${key}, which no node satisfies`,
    fault,
    key,
  };
}

function meantValues(
  { key, operator, values }: Expression,
  nodes: readonly NodeView[],
): string[] | undefined {
  if (operator !== "In" || values?.length !== 1) return undefined;
  const meant = onlySlip(values[0] ?? "", valuesOf(key, nodes));
  return meant === undefined ? undefined : [meant];
}

const valuesOf = (key: string, nodes: readonly NodeView[]) =>
  new Set(nodes.flatMap(({ labels }) => labels[key] ?? []));

const isSelectedByAny = (placement: Placement, nodes: readonly NodeView[]) =>
  nodes.some((node) => isSelected(placement, node));

type Json = Constraint["changes"][number]["from"];
/** Without what the API server never sends: fields that are undefined. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;
