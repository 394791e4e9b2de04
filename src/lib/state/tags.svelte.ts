/** Owns what people call the movies: the tags of the release, read when the details of a movie first ask for them. */
import { asset } from '$app/paths';
import { toPlainError } from '#core/errors';
import { parseTagsFile, type TagsFile } from '#core/tags-file';
import { fileOfRole, readJsonOfRole, readManifest } from '#release/optional-file';

export class TagsState {
  #version: string | undefined;
  #file = $state.raw<TagsFile>();

  /** Reads the tags of a version once; without any, or where they cannot be read, nothing is shown. */
  async load(version: string): Promise<void> {
    if (this.#version === version) return;
    this.#version = version;
    this.#file = undefined;
    const options = { modelsUrl: asset('/models'), version };
    try {
      const manifest = await readManifest(options);
      if (!fileOfRole(manifest, 'tags')) return;
      const file = parseTagsFile(
        await readJsonOfRole(options, manifest, 'tags'),
        // All of them: the catalogue on the page may still grow.
        manifest.dataset.movies
      );
      if (this.#version === version) this.#file = file;
    } catch (error) {
      // The visitor has nothing to do about it; the next opening tries again.
      this.#version = undefined;
      console.warn(`Tags are not shown: ${toPlainError(error).message}`);
    }
  }

  /** Of a row of the catalogue, the most frequent first. */
  of(itemIndex: number): readonly string[] {
    const file = this.#file;
    return file?.tags[itemIndex]?.flatMap((place) => file.names[place] ?? []) ?? [];
  }
}
