/**
 * `namespace` is a fact of ours and a reserved word of CEL's grammar, which its parser refuses as a name. The word is
 * written as one of the same length before parsing, so that positions stay; fields (`subject.namespace`), texts and
 * comments are left alone. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
export const NAMESPACE_ALIAS = "nameSpace";

const TEXT =
  /[rR]"""[\s\S]*?"""|[rR]'''[\s\S]*?'''|[rR]"[^"]*"|[rR]'[^']*'|"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/[^\n]*|(?<![\w.]|\.\s+)namespace(?!\w)/g;

export function withAlias(expression: string): string {
  return expression.replace(TEXT, (found) => (found === "namespace" ? NAMESPACE_ALIAS : found));
}

export function factName(name: string): string {
  return name === NAMESPACE_ALIAS ? "namespace" : name;
}
