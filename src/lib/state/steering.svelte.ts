/**
 * Owns the steering in use. Every change counts at once and is written into the address a moment later, so
 * that links and the back button work without a new entry for every step of a dial.
 */
import { goto } from '$app/navigation';
import { page } from '$app/state';
import {
  UNSTEERED,
  isFiltered,
  readSteering,
  sameSteering,
  writeSteering,
  type Steering
} from './steering.ts';

const WRITE_AFTER_MS = 300;

export class SteeringState {
  current = $state.raw<Steering>(UNSTEERED);
  readonly isSteered = $derived(!sameSteering(this.current, UNSTEERED));
  /** Whether movies are left out that the visitor could see else. */
  readonly isFiltered = $derived(isFiltered(this.current));
  readonly #onchange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  set(change: Partial<Steering>): void {
    this.current = { ...this.current, ...change };
    this.#onchange();
    clearTimeout(this.#timer);
    const { pathname } = page.url;
    this.#timer = setTimeout(() => {
      // Whoever went on to another page in the meantime must not be pulled back.
      if (page.url.pathname !== pathname) return;
      const url = writeSteering(page.url, this.current);
      if (url.href !== page.url.href) void goto(url, { noScroll: true, keepFocus: true });
    }, WRITE_AFTER_MS);
  }

  /** One genre goes from any to wanted to unwanted and round again. */
  turnGenre(genre: string): void {
    const { genresIn, genresOut } = this.current;
    const without = (names: readonly string[]): readonly string[] => names.filter((name) => name !== genre);
    if (genresIn.includes(genre)) this.set({ genresIn: without(genresIn), genresOut: [...genresOut, genre] });
    else if (genresOut.includes(genre)) this.set({ genresOut: without(genresOut) });
    else this.set({ genresIn: [...genresIn, genre] });
  }

  reset(): void {
    this.set(UNSTEERED);
  }

  /** Takes up an address: a link, a reload, the back button. */
  read(url: URL): void {
    const steering = readSteering(url.searchParams);
    if (sameSteering(steering, this.current)) return;
    clearTimeout(this.#timer);
    this.current = steering;
    this.#onchange();
  }
}
