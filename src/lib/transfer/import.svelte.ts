/** Owns an import from the picked files to the applied plan: one at a time, cancelled at any step, undone at once. */
import { YamrError, toPlainError, type PlainError } from '#core/errors';
import type { Catalogue } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { movieCount } from '$lib/words/words';
import type { App } from '$lib/state/app.svelte';
import { ImportReader } from './import-reader.ts';
import { planImport, type FileChoices } from './plan.ts';
import { askingFirst, openQuestions } from './questions.ts';
import type { ImportDraft, MatchedFile } from './rows.ts';
import type { ChosenSettings } from './settings.ts';

/** What a file is taken for before anybody says otherwise. */
const choicesOf = ({ scaleMax, zeroIsRating }: MatchedFile): FileChoices => ({
  scaleMax: scaleMax ?? 5,
  zeroIsRating,
  unrated: undefined
});

export class ImportState {
  readonly #app: App;
  phase = $state<'picking' | 'waiting' | 'reading' | 'preview'>('picking');
  error = $state.raw<PlainError>();
  draft = $state.raw<ImportDraft>();
  /** In which order the files are shown. It stays while questions are answered: nothing moves under a finger. */
  order = $state.raw<readonly number[]>([]);
  /** By the files of the draft. */
  choices = $state.raw<readonly FileChoices[]>([]);
  /** Why a file could not be read as it was last asked to be, by its place. */
  problems = $state.raw<ReadonlyMap<number, string>>(new Map());
  replaceRatings = $state(true);
  answers = $state.raw<ReadonlyMap<string, MovieId>>(new Map());
  readonly plan = $derived(
    this.draft &&
      planImport(this.draft, this.#library(), {
        files: this.choices,
        replaceRatings: this.replaceRatings,
        answers: this.answers
      })
  );
  /** Questions that nobody has answered, about files and about rows. */
  readonly open = $derived(
    this.choices.reduce((sum, chosen, place) => {
      const file = this.draft?.files[place];
      return sum + (file ? openQuestions(file, chosen) : 0);
    }, 0) + (this.plan?.ambiguous.filter(({ key }) => !this.answers.has(key)).length ?? 0)
  );
  #settings: ChosenSettings[] = [];
  #reader: ImportReader | undefined;
  #endWaiting: () => void = () => undefined;

  constructor(app: App) {
    this.#app = app;
  }

  async read(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.reset();
    const reader = (this.#reader = new ImportReader());
    const isCurrent = (): boolean => this.#reader === reader;
    try {
      this.phase = 'reading';
      await reader.read(files);
      if (!isCurrent()) return;
      const draft = await this.#match(reader);
      if (!isCurrent()) return;
      this.draft = draft;
      this.choices = draft.files.map(choicesOf);
      this.order = askingFirst(draft.files, this.choices);
      this.#settings = draft.files.map(() => ({}));
      this.phase = 'preview';
    } catch (error) {
      if (!isCurrent()) return;
      this.reset();
      this.error = toPlainError(error);
    }
  }

  /** Reads one file again, with what was chosen before and this. */
  async reread(place: number, settings: ChosenSettings): Promise<void> {
    const reader = this.#reader;
    const before = this.draft?.files[place];
    if (!reader || !before) return;
    const chosen = { ...this.#settings[place], ...settings };
    this.#settings[place] = chosen;
    try {
      const { file, needsMore } = await reader.reread(place, chosen);
      if (this.#reader !== reader || !this.draft) return;
      this.#tell(place, undefined);
      this.draft = { ...this.draft, files: this.draft.files.with(place, file) };
      const isSameScale =
        file.source === before.source &&
        file.scaleMax === before.scaleMax &&
        file.settings.ratingColumn === before.settings.ratingColumn;
      const kept = this.choices[place];
      this.choices = this.choices.with(place, isSameScale && kept ? kept : choicesOf(file));
      if (needsMore) await this.#matchAgain(reader);
    } catch (error) {
      if (this.#reader === reader) this.#tell(place, toPlainError(error).message);
    }
  }

  choose(place: number, choice: Partial<FileChoices>): void {
    const before = this.choices[place];
    if (before) this.choices = this.choices.with(place, { ...before, ...choice });
  }

  answer(key: string, movieId: MovieId | undefined): void {
    const answers = new Map(this.answers);
    if (movieId === undefined) answers.delete(key);
    else answers.set(key, movieId);
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
    this.#endWaiting();
    this.#reader?.end();
    this.#reader = undefined;
    this.phase = 'picking';
    this.error = undefined;
    this.draft = undefined;
    this.answers = new Map();
    this.problems = new Map();
    this.replaceRatings = true;
  }

  /**
   * Finds the movies of what was read. Those that nobody has rated are brought where a row may mean one; where they do not come,
   * the preview says which rows it could not find.
   */
  async #match(reader: ImportReader): Promise<ImportDraft> {
    const { model, tail } = this.#app;
    this.phase = 'waiting';
    if (!model.catalogue) await this.#untilTitles();
    await model.trained;
    const catalogue = model.catalogue ?? (await this.#untilTitles());
    this.phase = 'reading';
    const draft = tail.isHere ? undefined : await reader.matchInPart(catalogue.file);
    if (draft) return draft;
    this.phase = 'waiting';
    await tail.bring();
    this.phase = 'reading';
    return reader.match((model.catalogue ?? catalogue).file);
  }

  /** A file that was read otherwise may mean movies that nobody has rated: the preview stands until those are here. */
  async #matchAgain(reader: ImportReader): Promise<void> {
    const { model, tail } = this.#app;
    await tail.bring();
    if (this.#reader !== reader || !model.catalogue) return;
    const draft = await reader.match(model.catalogue.file);
    if (this.#reader === reader) this.draft = draft;
  }

  /** The titles come with the model: files that were chosen before it is here wait for it. */
  #untilTitles(): Promise<Catalogue> {
    this.phase = 'waiting';
    const { model } = this.#app;
    return new Promise<Catalogue>((resolve, reject) => {
      this.#endWaiting = $effect.root(() => {
        $effect(() => {
          if (model.catalogue) resolve(model.catalogue);
          else if (model.phase === 'failed') {
            const why = model.error?.message ?? '';
            reject(
              new YamrError('bad-input', `The titles of the movies could not be brought here. ${why}`.trim())
            );
          }
        });
      });
    }).finally(() => this.#endWaiting());
  }

  #tell(place: number, problem: string | undefined): void {
    const problems = new Map(this.problems);
    if (problem === undefined) problems.delete(place);
    else problems.set(place, problem);
    this.problems = problems;
  }

  #library() {
    return this.#app.library.library;
  }
}
