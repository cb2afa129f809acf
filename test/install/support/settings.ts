/** What `npm run test:install` is told by its environment. */
export function installSettings(env: Readonly<Record<string, string | undefined>>) {
  const image = env.INSTALL_IMAGE ?? "";
  return {
    kubeconfig: env.KUBECONFIG ?? "",
    image,
    /** What is installed first; the same image and chart where there is no other. */
    before: { image: env.INSTALL_IMAGE_BEFORE ?? image, chart: env.INSTALL_CHART_BEFORE },
    isOneNamespace: env.INSTALL_SCOPE === "namespace",
    /** Of a node, for a volume where the cluster makes none. */
    folder: env.INSTALL_VOLUMES ?? "/var/tmp",
  };
}

/** The chart's values that name an image. */
export function imageValues(reference: string) {
  const at = reference.lastIndexOf(":");
  return { repository: reference.slice(0, at), tag: reference.slice(at + 1) };
}
