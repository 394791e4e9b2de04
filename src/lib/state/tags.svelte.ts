/** Owns what people call the movies: the tags of the release, read when the details of a movie first ask for them. */
import type { TagsFile } from '#core/tags-file';
import { CompanionFile } from './companion-file.svelte.ts';

export class TagsState {
  readonly #file = new CompanionFile<TagsFile>(
    'tags',
    async () => (await import('#core/tags-file')).parseTagsFile
  );

  /** Reads the tags of a version once. */
  load(version: string): Promise<void> {
    return this.#file.load(version);
  }

  /** Of a row of the catalogue, the most frequent first. */
  of(itemIndex: number): readonly string[] {
    const file = this.#file.value;
    return file?.tags[itemIndex]?.flatMap((place) => file.names[place] ?? []) ?? [];
  }
}
