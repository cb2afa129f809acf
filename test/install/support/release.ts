import { CHART, helm, type Said, type Values, withValues } from "../../chart/support/helm.ts";

interface What {
  values: Values;
  /** Another chart than the repository's. */
  chart?: string | undefined;
}

/** One release of the chart, waited for as a user would wait for it. */
export function createRelease(name: string, kubeconfig: string) {
  const env = { KUBECONFIG: kubeconfig };
  const own = ["--namespace", name];
  const waits = ["--wait", "--timeout", "8m"];
  const put = (command: "install" | "upgrade", { values, chart = CHART }: What): Promise<Said> =>
    withValues(values, (path) => helm([command, name, chart, ...own, ...waits, "--values", path], env));
  return {
    install: (what: What) => put("install", what),
    upgrade: (what: What) => put("upgrade", what),
    test: () => helm(["test", name, ...own, "--timeout", "5m"], env),
    uninstall: () => helm(["uninstall", name, ...own, ...waits, "--ignore-not-found"], env),
  };
}
