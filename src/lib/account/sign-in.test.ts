import { describe, expect, it, vi } from 'vitest';
import { YamrError } from '#core/errors';
import type { Identity } from './identity.ts';
import { readPendingCode } from './pending-code.ts';
import type { Session, SignInStep } from './session.ts';
import { SignInState } from './sign-in.svelte.ts';

/** A session that answers sign-ins in this order; an error is thrown. */
function over(steps: readonly (SignInStep | YamrError)[], email = '') {
  const calls: string[] = [];
  const entered: Identity[] = [];
  const left = [...steps];
  const note =
    (name: string) =>
    (...words: readonly unknown[]): Promise<void> => {
      calls.push([name, ...words].join(' '));
      return Promise.resolve();
    };
  const session: Partial<Session> = {
    signUp: note('signUp'),
    confirm: note('confirm'),
    resendCode: note('resendCode'),
    forgotPassword: note('forgotPassword'),
    resetPassword: note('resetPassword'),
    async signIn(...words) {
      await note('signIn')(...words);
      const step = left.shift() ?? 'done';
      if (typeof step !== 'string') throw step;
      return step;
    },
    identity: () => Promise.resolve({ userId: 'u', email: '' })
  };
  const state = new SignInState(
    session as Session,
    (identity) => {
      entered.push(identity);
      return Promise.resolve();
    },
    email
  );
  return { state, calls, entered };
}

describe('the way into an account', () => {
  it('from an address and a password over the code to the account, the password typed once', async () => {
    const { state, calls, entered } = over([], 'a@b.c');
    state.go('sign-up');
    await state.signUp('secret');
    expect(state.step).toBe('confirm');
    await state.confirm('123456');
    expect(calls).toEqual(['signUp a@b.c secret', 'confirm a@b.c 123456', 'signIn a@b.c secret']);
    expect(entered).toEqual([{ userId: 'u', email: 'a@b.c' }]);
  });

  it('compares addresses without case', async () => {
    const { state, calls } = over([], ' A@B.c');
    await state.signIn('secret');
    expect(calls).toEqual(['signIn a@b.c secret']);
  });

  it('offers a code that waits again when the sheet opens, for an hour, until it is typed or left', async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key)
    });
    const first = over([], 'A@b.c');
    await first.state.signUp('secret');
    const again = over([]);
    expect([again.state.step, again.state.email]).toEqual(['confirm', 'a@b.c']);
    expect(over([], 'other@b.c').state.step).toBe('sign-in');
    await again.state.confirm('123456');
    expect([again.calls, over([]).state.step]).toEqual([['confirm a@b.c 123456'], 'sign-in']);
    await first.state.forgot();
    const third = over([]);
    expect(third.state.step).toBe('reset');
    third.state.choose('sign-in');
    expect(over([]).state.step).toBe('sign-in');
    await first.state.forgot();
    expect(readPendingCode(Date.now() + 3_700_000)).toBeUndefined();
    vi.unstubAllGlobals();
  });

  it('asks for the code where the address was never confirmed, and sends another one', async () => {
    const { state, calls } = over(['confirm'], 'a@b.c');
    await state.signIn('secret');
    expect([state.step, calls.at(-1)]).toEqual(['confirm', 'resendCode a@b.c']);
    await state.confirm('1');
    expect(calls.at(-1)).toBe('signIn a@b.c secret');
  });

  it('sets another password with a code, and is in', async () => {
    const { state, calls, entered } = over([], 'a@b.c');
    state.go('forgot');
    await state.forgot();
    await state.resendCode();
    expect(calls).toEqual(['forgotPassword a@b.c', 'forgotPassword a@b.c']);
    expect(state.notice).toContain('only the last one counts');
    await state.reset('1', 'better');
    expect(calls.slice(2)).toEqual(['resetPassword a@b.c 1 better', 'signIn a@b.c better']);
    expect(entered).toHaveLength(1);
  });

  it('says what went wrong and stays where it is; the next try forgets it', async () => {
    const { state, entered } = over([new YamrError('bad-input', 'That is wrong.'), 'done'], 'a@b.c');
    await state.signIn('x');
    expect([state.problem, state.step, state.busy]).toEqual(['That is wrong.', 'sign-in', false]);
    await state.signIn('y');
    expect([state.problem, entered.length]).toEqual(['', 1]);
  });

  it('does one thing at a time, however often a button is pressed', async () => {
    const { state, calls } = over([], 'a@b.c');
    await Promise.all([state.signIn('x'), state.signIn('x')]);
    expect(calls).toEqual(['signIn a@b.c x']);
  });
});
