import { CHART, helm, type Said, type Values, withValues } from "../../chart/support/helm.ts";

/** One release of the chart, waited for as a user would wait for it. */
export function createRelease(name: string, kubeconfig: string) {
  const env = { KUBECONFIG: kubeconfig };
  const own = ["--namespace", name];
  const waits = ["--wait", "--timeout", "8m"];
  const put = (command: "install" | "upgrade", values: Values): Promise<Said> =>
    withValues(values, (path) => helm([command, name, CHART, ...own, ...waits, "--values", path], env));
  return {
    install: (values: Values) => put("install", values),
    upgrade: (values: Values) => put("upgrade", values),
    test: () => helm(["test", name, ...own, "--timeout", "5m"], env),
    uninstall: () => helm(["uninstall", name, ...own, ...waits, "--ignore-not-found"], env),
  };
}
