/** Owns the way into an account, step by step: what is asked next, what went wrong, what is under way. */
import { normalEmail } from '#core/account-rules';
import { toPlainError } from '#core/errors';
import type { Identity } from './identity.ts';
import { readPendingCode, writePendingCode } from './pending-code.ts';
import type { Session } from './session.ts';

export type Step = 'sign-in' | 'sign-up' | 'confirm' | 'forgot' | 'reset';

export class SignInState {
  readonly #session: Session;
  readonly #onSignedIn: (identity: Identity) => Promise<void>;
  step = $state<Step>('sign-in');
  email = $state('');
  busy = $state(false);
  /** In one sentence. */
  problem = $state('');
  /** What was done, where something else is to be done now. */
  notice = $state('');
  /** So that nobody types it twice between signing up and the first sign-in. */
  #password = '';

  constructor(session: Session, onSignedIn: (identity: Identity) => Promise<void>, email = '') {
    this.#session = session;
    this.#onSignedIn = onSignedIn;
    this.email = email;
    const pending = readPendingCode();
    if (!pending || (email !== '' && normalEmail(email) !== pending.email)) return;
    this.email = pending.email;
    this.step = pending.step;
  }

  /** What is asked next, by the visitor's own choice: a code that waits is not waited for any more. */
  choose(step: Step): void {
    writePendingCode(undefined);
    this.go(step);
  }

  /** What was typed cannot be asked. */
  refuse(problem: string): void {
    [this.problem, this.notice] = [problem, ''];
  }

  go(step: Step): void {
    this.step = step;
    this.problem = this.notice = '';
  }

  signIn(password: string): Promise<void> {
    return this.#work(() => this.#signIn(password));
  }

  signUp(password: string): Promise<void> {
    return this.#work(async () => {
      await this.#session.signUp(this.#address, password);
      this.#password = password;
      this.#await('confirm');
    });
  }

  confirm(code: string): Promise<void> {
    return this.#work(async () => {
      await this.#session.confirm(this.#address, code);
      writePendingCode(undefined);
      if (this.#password) return this.#signIn(this.#password);
      this.go('sign-in');
      this.notice = 'Your email address is confirmed: sign in now.';
    });
  }

  resendCode(): Promise<void> {
    return this.#work(async () => {
      if (this.step === 'reset') await this.#session.forgotPassword(this.#address);
      else await this.#session.resendCode(this.#address);
      this.#remember(this.step === 'reset' ? 'reset' : 'confirm');
      this.notice = 'Another code is sent; only the last one counts.';
    });
  }

  forgot(): Promise<void> {
    return this.#work(async () => {
      await this.#session.forgotPassword(this.#address);
      this.#await('reset');
    });
  }

  reset(code: string, password: string): Promise<void> {
    return this.#work(async () => {
      await this.#session.resetPassword(this.#address, code, password);
      writePendingCode(undefined);
      await this.#signIn(password);
    });
  }

  /** A session that came by another service. */
  resume(): Promise<void> {
    return this.#work(async () => {
      const identity = await this.#session.identity();
      if (identity) await this.#onSignedIn(identity);
    });
  }

  get #address(): string {
    return normalEmail(this.email);
  }

  #remember(step: 'confirm' | 'reset'): void {
    writePendingCode({ step, email: this.#address, sentAtMs: Date.now() });
  }

  /** A code was sent. */
  #await(step: 'confirm' | 'reset'): void {
    this.#remember(step);
    this.go(step);
  }

  async #signIn(password: string): Promise<void> {
    const step = await this.#session.signIn(this.#address, password);
    if (step === 'confirm') {
      this.#password = password;
      await this.#session.resendCode(this.#address);
      this.#await('confirm');
      return;
    }
    if (step === 'reset') {
      await this.#session.forgotPassword(this.#address);
      this.#await('reset');
      return;
    }
    this.#password = '';
    writePendingCode(undefined);
    const identity = await this.#session.identity();
    if (identity) await this.#onSignedIn({ ...identity, email: identity.email || this.email });
  }

  async #work(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = this.notice = '';
    try {
      await work();
    } catch (thrown) {
      this.problem = toPlainError(thrown).message;
    }
    this.busy = false;
  }
}
