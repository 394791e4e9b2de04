/**
 * Owns the files of a release that scoring does not need (report, card, posters) and its manifest, as the page
 * reads them: from this device if it keeps the release, else from the server; verified either way.
 */
import { YamrError } from '#core/errors';
import { parseJsonBytes, readFile, type ReleaseSource } from '#core/read-release';
import type { Manifest, ReleaseFile } from '#core/release-format';
import { openReleaseCache, type ReleaseCache } from './cache.ts';
import { webSource, type Fetch } from './download.ts';
import { sha256Hex } from './hash.ts';
import { readSignedManifest } from './signed-manifest.ts';

export interface OptionalFileOptions {
  /** Where the version folders lie; no slash at its end. */
  readonly modelsUrl: string;
  readonly version: string;
  readonly cache?: ReleaseCache;
  readonly fetch?: Fetch;
}

/** The device's copy first, then the server's. */
function eitherSource({ modelsUrl, version, cache, fetch }: OptionalFileOptions): ReleaseSource {
  const kept = (cache ?? openReleaseCache()).source(version);
  const web = webSource(`${modelsUrl}/${version}`, { fetch });
  return {
    read: async (path, expectedBytes) => {
      try {
        return await kept.read(path);
      } catch {
        return web.read(path, expectedBytes);
      }
    }
  };
}

/** The manifest of a version. Throws as `readSignedManifest` does. */
export const readManifest = async (options: OptionalFileOptions): Promise<Manifest> =>
  (await readSignedManifest(eitherSource(options))).manifest;

/** The first file of a role, or undefined. */
export const fileOfRole = (manifest: Manifest, role: ReleaseFile['role']): ReleaseFile | undefined =>
  manifest.files.find((file) => file.role === role);

/** The text of a file of the release. Throws as `readFile` does: nothing is shown that is not what was signed. */
export async function readText(options: OptionalFileOptions, file: ReleaseFile): Promise<string> {
  return new TextDecoder().decode(await readFile(eitherSource(options), file, sha256Hex));
}

/** The JSON of the first file of a role. Throws `not-found` where the release has none. */
export async function readJsonOfRole(
  options: OptionalFileOptions,
  manifest: Manifest,
  role: ReleaseFile['role']
): Promise<unknown> {
  const file = fileOfRole(manifest, role);
  if (!file) throw new YamrError('not-found', `The release ${manifest.version} has no file for ${role}.`);
  return parseJsonBytes(file.path, await readFile(eitherSource(options), file, sha256Hex));
}
