/** Owns an import from the picked files to the applied plan: one at a time, cancelled at any step, undone at once. */
import { YamrError, toPlainError, type PlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import { movieCount } from '$lib/library/words';
import type { App } from '$lib/state/app.svelte';
import { importFiles } from './import-files.ts';
import { planImport } from './plan.ts';
import type { ImportDraft, ScaleMax } from './rows.ts';

export class ImportState {
  readonly #app: App;
  phase = $state<'picking' | 'reading' | 'preview'>('picking');
  error = $state.raw<PlainError>();
  draft = $state.raw<ImportDraft>();
  scaleMax = $state<ScaleMax>(5);
  replaceRatings = $state(true);
  answers = $state.raw<ReadonlyMap<number, MovieId | null>>(new Map());
  readonly plan = $derived(
    this.draft &&
      planImport(this.draft, this.#library(), {
        scaleMax: this.scaleMax,
        replaceRatings: this.replaceRatings,
        answers: this.answers
      })
  );
  #reading: AbortController | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  async read(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    this.phase = 'reading';
    this.error = undefined;
    try {
      const { model, tail } = this.#app;
      // A file may name any movie; where the others do not come, its preview says which it could not find.
      await model.trained;
      await tail.bring();
      if (reading.signal.aborted) return;
      const { catalogue } = model;
      if (!catalogue) {
        throw new YamrError(
          'bad-input',
          'The titles of the movies are not here yet: wait for the recommender, then choose the file again.'
        );
      }
      const draft = await importFiles(files, catalogue.file, reading.signal);
      if (reading.signal.aborted) return;
      this.draft = draft;
      this.scaleMax = draft.scaleMax;
      this.answers = new Map();
      this.replaceRatings = true;
      this.phase = 'preview';
    } catch (error) {
      if (reading.signal.aborted) return;
      this.error = toPlainError(error);
      this.phase = 'picking';
    }
  }

  answer(place: number, movieId: MovieId | null | undefined): void {
    const answers = new Map(this.answers);
    if (movieId === undefined) answers.delete(place);
    else answers.set(place, movieId);
    this.answers = answers;
  }

  /** Everything of the plan as one action. */
  apply(): void {
    const { library, toasts } = this.#app;
    const wishes = this.plan?.wishes ?? [];
    void library.applyAll('import', wishes);
    void this.#app.refresh();
    toasts.show(`Imported ${movieCount(new Set(wishes.map(({ movieId }) => movieId)).size)}`, () => {
      void library.undo();
      void this.#app.refresh();
    });
    this.reset();
  }

  reset(): void {
    this.#reading?.abort();
    this.phase = 'picking';
    this.error = undefined;
    this.draft = undefined;
  }

  #library() {
    return this.#app.library.library;
  }
}
