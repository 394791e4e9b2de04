import { describe, expect, it } from 'vitest';
import { YamrError } from '#core/errors';
import type { Identity } from './identity.ts';
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
