/** Identifies the custom resources that install charts: HelmReleases, Applications, ApplicationSets. */

/** The identity of such a resource. @param namespace undefined where its manifest states none: any */
export function installerOf(kind: string, name: string, namespace: string | undefined): string {
  return `${kind} ${name}\n${namespace ?? ""}`;
}

/** True where one of them may be the other one: a namespace that is not stated may be any. */
export function mayBeAmong(installers: ReadonlySet<string> | undefined, installer: string): boolean {
  if (installers === undefined) return false;
  const named = installer.slice(0, installer.indexOf("\n") + 1);
  if (installers.has(installer) || installers.has(named)) return true;
  return installer === named && [...installers].some((one) => one.startsWith(named));
}
