/** Owns what is said about what was typed, before anybody is asked: one sentence, in our words and not the browser's. Pure. */
import { isCode, isPassword, PASSWORD_RULE } from '#core/account-rules';
import type { Step } from './sign-in.svelte.ts';

export interface Typed {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

/** What is wrong for a step; nothing where it can be asked. */
export function typedProblem(step: Step, { email, password, code }: Typed): string | undefined {
  if (step === 'confirm' || step === 'reset') {
    if (code.trim() === '') return 'Type the code from the message.';
    if (!isCode(code.trim())) return 'The code in the message has six digits.';
  } else if (!/^[^\s@]+@[^\s@]+$/.test(email.trim())) {
    return 'Type your email address, like name@example.org.';
  }
  if (step === 'sign-in' && password === '') return 'Type your password.';
  if ((step === 'sign-up' || step === 'reset') && !isPassword(password)) {
    return `That password is too weak. ${PASSWORD_RULE}`;
  }
  return undefined;
}
