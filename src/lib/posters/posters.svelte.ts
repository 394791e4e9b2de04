/**
 * Owns which poster each movie has on TMDB's image server, where the release says so, and the visitor's choice
 * not to ask for any. One for all cards; loaded when the first card asks.
 */
import { asset } from '$app/paths';
import { toPlainError } from '#core/errors';
import { parsePostersFile, posterUrl, POSTER_WIDTHS, type PostersFile } from '#core/posters-file';
import { fileOfRole, readJsonOfRole, readManifest } from '#release/optional-file';

/** localStorage: "off" where the visitor wants no requests to TMDB. */
export const STORAGE_KEY = 'yamr:posters';

/** An image in the sizes that a browser chooses from. */
export interface PosterImage {
  readonly src: string;
  readonly srcset: string;
}

/** The addresses of a poster. */
export function imageOf(imageBase: string, name: string): PosterImage {
  const addresses = POSTER_WIDTHS.map((width) => `${posterUrl(imageBase, width, name)} ${width}w`);
  return { src: posterUrl(imageBase, POSTER_WIDTHS[0], name), srcset: addresses.join(', ') };
}

class PostersState {
  #version: string | undefined;
  #file = $state.raw<PostersFile>();
  /** Addresses that failed on this visit: not asked for again. */
  readonly #failed = new Set<string>();
  /** Whether the visitor lets posters be loaded. */
  wanted = $state(true);

  /** Whether the release brings posters at all. */
  get available(): boolean {
    return this.#file !== undefined;
  }

  /** Loads the list of a version once; without one, or where it cannot be read, our own posters stay. */
  async load(version: string): Promise<void> {
    if (this.#version === version) return;
    this.#version = version;
    this.wanted = readChoice();
    const options = { modelsUrl: asset('/models'), version };
    try {
      const manifest = await readManifest(options);
      if (!fileOfRole(manifest, 'posters')) return;
      const file = parsePostersFile(
        await readJsonOfRole(options, manifest, 'posters'),
        // All of them: the catalogue on the page may still grow.
        manifest.dataset.movies
      );
      if (this.#version === version) this.#file = file;
    } catch (error) {
      // Posters are decoration: the visitor has nothing to do about it.
      console.warn(`Posters are not shown: ${toPlainError(error).message}`);
    }
  }

  /** The poster of a row of the catalogue, if there is one to be shown. */
  of(itemIndex: number): PosterImage | undefined {
    const name = this.#file?.names[itemIndex];
    if (!this.#file || !name || !this.wanted || this.#failed.has(name)) return undefined;
    return imageOf(this.#file.imageBase, name);
  }

  /** Remembers that an image did not come. */
  fail(itemIndex: number): void {
    const name = this.#file?.names[itemIndex];
    if (name) this.#failed.add(name);
  }

  /** Shows posters or not, from now on. */
  choose(wanted: boolean): void {
    this.wanted = wanted;
    try {
      if (wanted) localStorage.removeItem(STORAGE_KEY);
      else localStorage.setItem(STORAGE_KEY, 'off');
    } catch {
      // It holds until the page is closed.
    }
  }
}

function readChoice(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

export const posters = new PostersState();
