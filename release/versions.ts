/** The files that name the version, each with where. */
const PLACES: Readonly<Record<string, readonly RegExp[]>> = {
  "package.json": [/^( {2}"version": ")([^"]+)/m],
  "package-lock.json": [
    /^( {2}"version": ")([^"]+)/m,
    /^( {6}"name": "kube-autofix",\n {6}"version": ")([^"]+)/m,
  ],
  "charts/kube-autofix/Chart.yaml": [/^(version: )(\S+)/m, /^(appVersion: )(\S+)/m],
};

export const VERSIONED_FILES = Object.keys(PLACES);

/** Every version that a file names as ours. Throws where one of its places is not there. */
export function versionsIn(file: string, text: string): string[] {
  return (PLACES[file] ?? []).map((place) => {
    const version = place.exec(text)?.[2];
    if (version === undefined) throw new Error(`${file} does not name its version where it should`);
    return version;
  });
}

export function withVersion(file: string, text: string, version: string): string {
  return (PLACES[file] ?? []).reduce((done, place) => done.replace(place, `$1${version}`), text);
}
