/**
 * Owns which poster each movie has on TMDB's image server, where the release says so, and the visitor's choice
 * not to ask for any. One for all cards; loaded when the first card asks.
 */
import type { PostersFile } from '#core/posters-file';
import { CompanionFile } from '$lib/state/companion-file.svelte';

/** localStorage: "off" where the visitor wants no requests to TMDB. */
export const STORAGE_KEY = 'yamr:posters';

/** Widths in pixels that are asked for, small to large (TMDB's `configuration`, `poster_sizes`). */
const POSTER_WIDTHS = [185, 342] as const;

const posterUrl = (imageBase: string, width: (typeof POSTER_WIDTHS)[number], name: string): string =>
  `${imageBase}/w${width}/${name}`;

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
  readonly #posters = new CompanionFile<PostersFile>(
    'posters',
    async () => (await import('#core/posters-file')).parsePostersFile
  );
  /** Addresses that failed on this visit: not asked for again. */
  readonly #failed = new Set<string>();
  /** Whether the visitor lets posters be loaded. */
  wanted = $state(true);

  get #file(): PostersFile | undefined {
    return this.#posters.value;
  }

  /** Whether the release brings posters at all. */
  get available(): boolean {
    return this.#file !== undefined;
  }

  /** Loads the list of a version once; without one, or where it cannot be read, our own posters stay. */
  load(version: string): Promise<void> {
    this.wanted = readChoice();
    return this.#posters.load(version);
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
