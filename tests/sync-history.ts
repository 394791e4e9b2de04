/**
 * Owns how a history of the sync (tests/sync-steps.ts) is played on the real stores over a model of the server, and what must hold
 * after any of them.
 */
import { asMovieId } from '../src/lib/core/ids.ts';
import type { SyncEvent } from '../src/lib/core/sync-event.ts';
import { adoptGuest, giveToGuest } from '../src/lib/account/adoption.ts';
import type { LibraryChange, LibraryEntry, RatedEntry } from '../src/lib/library/library.ts';
import { connectDatabase } from '../src/lib/ratings/db.ts';
import { createLibraryStore } from '../src/lib/ratings/library-store.ts';
import { createSyncStore, type SyncStore } from '../src/lib/ratings/sync-store.ts';
import { SyncFailure, syncOnce, type SyncTransport } from '../src/lib/ratings/sync.ts';
import { at, ModelAccount, type Fault } from './sync-model.ts';
import { DEVICES, TAKEN_AHEAD_MS, USERS, type History, type HistoryStep } from './sync-steps.ts';

let serial = 0;
function openStores(isSynced: boolean) {
  const connection = connectDatabase(`history-${++serial}`);
  const library = createLibraryStore(connection, undefined, { isSynced });
  return { connection, library, sync: createSyncStore(connection) };
}
type Stores = ReturnType<typeof openStores>;

/** Where the page ends in the midst of something. */
type Ends = Pick<Extract<HistoryStep, { kind: 'adopt' }>, 'crashAt' | 'isAfter'>;
const WHOLE: Ends = { crashAt: null, isAfter: false };
class Crash extends Error {}
/** The page ends before or after the n-th of the things that `target` does. */
function crashing<T extends object>(target: T, countdown: { left: number }, isAfter: boolean): T {
  return new Proxy(target, {
    get: (object, name) => {
      const method = object[name as keyof T];
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        const isEnd = countdown.left-- === 0;
        if (isEnd && !isAfter) throw new Crash();
        const result: unknown = await method.apply(object, args);
        if (isEnd) throw new Crash();
        return result;
      };
    }
  });
}
/** What was done in an account; the epoch of what was done before the first reading follows. `tag` names stars for ever. */
interface Deed {
  readonly movie: number;
  readonly stars: number | null;
  readonly tag: number | undefined;
  readonly eventId: string;
  /** The stars that its device showed until then. */
  readonly replaces: number | undefined;
  readonly replica: Stores;
  epoch: number | undefined;
}

/** An account with what was done in it by whom; a person who deletes it begins with another one. */
interface Account {
  readonly model: ModelAccount;
  readonly deeds: Deed[];
}

/** What histories have met, by its name. */
export type Met = ReadonlyMap<string, number>;

class World {
  readonly met = new Map<string, number>();
  readonly #skewsMs: number[];
  #trueMs = Date.UTC(2026, 0, 1);
  #serverOffsetMs = 0;
  #tags = 0;
  readonly #accounts = Array.from({ length: USERS }, () => this.#newAccount());
  /** By device and person: the library on the device, and the account that it is of. */
  readonly #seats = Array.from({ length: DEVICES }, () =>
    Array.from({ length: USERS }, (_, k) => ({ replica: openStores(true), account: at(this.#accounts, k) }))
  );
  readonly #guests = Array.from({ length: DEVICES }, () => openStores(false));
  /** Stars that a guest has given, and what became of those that are not the guest's any more. */
  readonly #guestTags: { readonly device: number; readonly movie: number; readonly tag: number }[] = [];
  readonly #gone = new Set<number>();
  readonly #opened: Stores[] = [...this.#seats.flat().map(({ replica }) => replica), ...this.#guests];

  constructor(readonly history: History) {
    this.#skewsMs = [...history.skewsMs];
    for (const skewMs of this.#skewsMs) this.#meetClock(skewMs);
  }

  #meet(name: string): void {
    this.met.set(name, (this.met.get(name) ?? 0) + 1);
  }

  #meetClock(skewMs: number): void {
    if (Math.abs(skewMs) > TAKEN_AHEAD_MS)
      this.#meet(`clocks ${skewMs > 0 ? 'ahead' : 'behind'} by over 25 h`);
  }

  /** The page ends in the midst of something, and the history goes on. */
  #untilCrash(what: 'rounds' | 'adoptions' | 'leavings', crash: Ends) {
    return (thrown: unknown): void => {
      if (!(thrown instanceof Crash)) throw thrown;
      const place = `${crash.isAfter ? 'after' : 'before'} action ${(crash.crashAt ?? 0) + 1}`;
      this.#meet(what === 'rounds' ? 'rounds of the sync interrupted' : `${what} interrupted ${place}`);
    };
  }

  #newAccount(): Account {
    return { model: new ModelAccount(() => this.#trueMs + this.#serverOffsetMs), deeds: [] };
  }

  #seat(device: number, user: number) {
    return at(at(this.#seats, device), user);
  }

  /** A change by a device's clock. The date of the stars is their name: nothing that happens to them changes it. */
  #change(device: number, movie: number, half: number | null): LibraryChange & { readonly tag: number } {
    const tag = ++this.#tags;
    const updatedAtMs = this.#trueMs + at(this.#skewsMs, device);
    const common = { list: 'rated', movieId: asMovieId(movie), updatedAtMs } as const;
    return {
      ...common,
      tag,
      entry: half === null ? undefined : { ...common, stars: half / 2, addedAtMs: tag }
    };
  }

  async #note(
    account: Account,
    replica: Stores,
    event: SyncEvent,
    replaces: number | undefined
  ): Promise<void> {
    const { movieId, stars, ratedAtMs, eventId } = event;
    const { epoch } = await replica.sync.position();
    account.deeds.push({ movie: movieId, stars, tag: ratedAtMs, eventId, replaces, replica, epoch });
  }

  async #rate(device: number, user: number, movie: number, half: number | null): Promise<void> {
    const { replica, account } = this.#seat(device, user);
    const shown = (await rated(replica)).find(({ movieId }) => movieId === movie)?.addedAtMs;
    const { tag: _, ...change } = this.#change(device, movie, half);
    await replica.library.apply([change]);
    const event = (await replica.sync.waiting(500)).find(({ movieId }) => movieId === movie);
    if (event) await this.#note(account, replica, event, shown);
  }

  async #rateAsGuest(device: number, movie: number, half: number | null): Promise<void> {
    const guest = at(this.#guests, device);
    const before = (await rated(guest)).find(({ movieId }) => movieId === movie);
    const { tag, ...change } = this.#change(device, movie, half);
    // As the page does it: never earlier than what it replaces.
    const updatedAtMs = Math.max(change.updatedAtMs, (before?.updatedAtMs ?? 0) + 1);
    const entry = change.entry && { ...change.entry, updatedAtMs };
    await guest.library.apply([{ ...change, updatedAtMs, entry }]);
    if (before) this.#gone.add(before.addedAtMs);
    if (entry) this.#guestTags.push({ device, movie, tag });
  }

  async #adopt(device: number, user: number, crash: Ends = WHOLE): Promise<void> {
    const countdown = { left: crash.crashAt ?? Infinity };
    const { replica, account } = this.#seat(device, user);
    const guest = at(this.#guests, device);
    const before = new Set((await replica.sync.waiting(500)).map(({ eventId }) => eventId));
    const shown = new Map(
      (await rated(replica)).map(({ movieId, addedAtMs }) => [movieId as number, addedAtMs])
    );
    // What the account has taken is known before the page can end.
    const sync: SyncStore = {
      ...replica.sync,
      adopt: async (entries) => {
        const adopted = await replica.sync.adopt(entries);
        for (const { addedAtMs } of adopted.filter(isRated)) this.#gone.add(addedAtMs);
        return adopted;
      }
    };
    await adoptGuest(crashing(sync, countdown, crash.isAfter), {
      store: crashing(guest.library, countdown, crash.isAfter),
      close: () => undefined
    }).catch(this.#untilCrash('adoptions', crash));
    for (const event of await replica.sync.waiting(500)) {
      if (before.has(event.eventId)) continue;
      await this.#note(account, replica, event, shown.get(event.movieId));
    }
  }

  /**
   * Somebody has deleted the account: the device keeps its ratings, or does not, and signs up again. Where the page ends meanwhile its
   * owner is asked once more.
   */
  async #leave(device: number, user: number, crash: Ends): Promise<void> {
    const seat = this.#seat(device, user);
    const guest = at(this.#guests, device);
    this.#meet('accounts found deleted, and made anew');
    if (at(this.history.keeps, device)) {
      const [own, known] = [await rated(seat.replica), await rated(guest)];
      const countdown = { left: crash.crashAt ?? Infinity };
      const isAfter = crash.isAfter;
      await giveToGuest(
        crashing(seat.replica.library, countdown, isAfter),
        crashing(guest.library, countdown, isAfter)
      ).catch(this.#untilCrash('leavings', crash));
      await giveToGuest(seat.replica.library, guest.library);
      for (const { movieId, addedAtMs } of own) {
        const replaced = known.find((one) => one.movieId === movieId)?.addedAtMs;
        if (replaced !== undefined) this.#gone.add(replaced);
        this.#gone.delete(addedAtMs);
        this.#guestTags.push({ device, movie: movieId, tag: addedAtMs });
      }
    }
    seat.replica = openStores(true);
    seat.account = at(this.#accounts, user);
    this.#opened.push(seat.replica);
  }

  async #learnEpochs(): Promise<void> {
    for (const deed of this.#accounts.flatMap(({ deeds }) => deeds)) {
      deed.epoch ??= (await deed.replica.sync.position()).epoch;
    }
  }

  async #sync(device: number, user: number, step?: Extract<HistoryStep, { kind: 'sync' }>): Promise<void> {
    const { replica, account } = this.#seat(device, user);
    const faults = [...(step?.faults ?? [])];
    const countdown = { left: step?.crashAt ?? Infinity };
    const model = account.model.transport((): Fault => {
      const fault = faults.shift() ?? 'none';
      if (fault === 'answer-lost') this.#meet('answers lost after their request was carried out');
      else if (fault !== 'none') this.#meet('other faults of the network');
      return fault;
    });
    let during = step?.during ?? null;
    const transport: SyncTransport = {
      ...model,
      push: async (events) => {
        const answer = await model.push(events);
        const once = during;
        during = null;
        if (once) await this.#rate(device, user, once.movie, once.half);
        return answer;
      }
    };
    const crash = step ?? WHOLE;
    try {
      await syncOnce(
        crashing(replica.sync, countdown, crash.isAfter),
        crashing(transport, countdown, crash.isAfter)
      );
    } catch (thrown) {
      if (thrown instanceof SyncFailure && thrown.remedy === 'leave') await this.#leave(device, user, crash);
      else if (!step || !(thrown instanceof SyncFailure)) this.#untilCrash('rounds', crash)(thrown);
    }
    await this.#learnEpochs();
  }

  async play(): Promise<void> {
    for (const step of this.history.steps) {
      this.#trueMs += 1000;
      if (step.kind === 'rate') await this.#rate(step.device, step.user, step.movie, step.half);
      else if (step.kind === 'guest') await this.#rateAsGuest(step.device, step.movie, step.half);
      else if (step.kind === 'sync') await this.#sync(step.device, step.user, step);
      else if (step.kind === 'adopt') {
        await this.#adopt(step.device, step.user, step);
      } else if (step.kind === 'late') at(this.#accounts, step.user).model.deliverLate();
      else if (step.kind === 'delete') {
        this.#meet('deletions of everything');
        at(this.#accounts, step.user).model.deleteAll();
      } else if (step.kind === 'close') {
        this.#meet('accounts deleted');
        at(this.#accounts, step.user).model.close();
        this.#accounts[step.user] = this.#newAccount();
      } else if (step.kind === 'device-clock') {
        this.#meet("steps of a device's clock");
        this.#skewsMs[step.device] = step.byMs;
        this.#meetClock(step.byMs);
      } else {
        this.#meet(`steps of the server's clock ${step.byMs > this.#serverOffsetMs ? 'forward' : 'back'}`);
        this.#serverOffsetMs = step.byMs;
        for (const { model } of this.#accounts) model.loseLate();
      }
    }
  }

  /** Everything is well again: what was on its way arrives, adoptions go on, and everybody syncs. */
  async settle(): Promise<void> {
    for (const { model } of this.#accounts) model.deliverLate();
    for (let round = 0; round < 3; round++) {
      for (let user = 0; user < USERS; user++) {
        for (let device = 0; device < DEVICES; device++) {
          const isUnderWay = (await this.#seat(device, user).replica.sync.position()).isAdopting;
          if (round === 0 && isUnderWay) await this.#adopt(device, user);
          await this.#sync(device, user);
        }
      }
    }
  }

  /** What does not hold, in words; nothing where all is well. Gives the number of states that were agreed on. */
  async check(): Promise<{ readonly faults: string[]; readonly agreed: number }> {
    const faults: string[] = [];
    let agreed = 0;
    for (const [user, { model, deeds }] of this.#accounts.entries()) {
      const live = deeds.filter(({ epoch }) => epoch === model.epoch);
      const movies = new Set(live.map((deed) => deed.movie));
      const stored = [...model.items.values()].map(({ event }) => event);
      agreed += stored.length;
      for (const one of movies) {
        if (!model.items.has(one)) faults.push(`User ${user} has lost movie ${one}.`);
      }
      for (const { movieId, stars, ratedAtMs } of stored) {
        const ofMovie = live.filter((deed) => deed.movie === movieId);
        const isOurs = ofMovie.some(
          (deed) => deed.stars === stars && (stars === null || deed.tag === ratedAtMs)
        );
        if (!isOurs) faults.push(`User ${user} has a movie ${movieId} that nobody of theirs has rated so.`);
        if (stars !== null && ofMovie.some((deed) => deed.replaces === ratedAtMs)) {
          faults.push(`User ${user} has stars of movie ${movieId} that somebody who saw them has replaced.`);
        }
      }
      for (const [eventId, count] of model.writes) {
        if (count > 1) faults.push(`Event ${eventId} was written ${count} times.`);
      }
      const wanted = stored
        .filter(({ stars }) => stars !== null)
        .map(({ movieId, stars }) => `${movieId}:${stars}`);
      for (let device = 0; device < DEVICES; device++) {
        const { replica } = this.#seat(device, user);
        const shown = (await rated(replica)).map(({ movieId, stars }) => `${movieId}:${stars}`);
        if (shown.sort().join() !== wanted.sort().join()) {
          faults.push(
            `Device ${device} of user ${user} shows ${shown.join()}, the account has ${wanted.join()}.`
          );
        }
        const { waiting, refused } = await replica.sync.counts();
        if (waiting + refused.length > 0)
          faults.push(`Device ${device} of user ${user} still has ${waiting} to send.`);
      }
    }
    for (const { device, movie: one, tag } of this.#guestTags) {
      const kept = (await rated(at(this.#guests, device))).some((entry) => entry.addedAtMs === tag);
      if (!kept && !this.#gone.has(tag)) faults.push(`The guest of device ${device} has lost movie ${one}.`);
    }
    return { faults, agreed };
  }

  close(): void {
    for (const { connection } of this.#opened) connection.close();
  }
}

const isRated = (entry: LibraryEntry): entry is RatedEntry => entry.list === 'rated';
const rated = async ({ library }: Stores): Promise<RatedEntry[]> => (await library.read()).filter(isRated);

/** Plays a history to its end. Throws what does not hold; gives the number of states that were agreed on, and what it met. */
export async function playHistory(history: History): Promise<{ readonly agreed: number; readonly met: Met }> {
  const world = new World(history);
  try {
    await world.play();
    await world.settle();
    const { faults, agreed } = await world.check();
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return { agreed, met: world.met };
  } finally {
    world.close();
  }
}
