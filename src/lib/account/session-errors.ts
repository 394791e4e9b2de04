/** Owns what the errors of Cognito and aws-amplify mean to a visitor: one sentence each, with what to do. */
import { YamrError, type ErrorCode } from '#core/errors';

const WORDS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  NotAuthorizedException: ['bad-input', 'The email address or the password is wrong.'],
  UserNotFoundException: ['bad-input', 'There is no account with this email address.'],
  UsernameExistsException: [
    'bad-input',
    'There is an account with this email address already: sign in instead.'
  ],
  InvalidPasswordException: [
    'bad-input',
    'This password is too easy to guess: take at least 8 characters, with capital and small letters, digits and signs.'
  ],
  CodeMismatchException: ['bad-input', 'That is not the code of the last message.'],
  ExpiredCodeException: ['bad-input', 'This code does not count any more: ask for a new one.'],
  InvalidParameterException: [
    'bad-input',
    'That is not taken: look at the email address and the password again.'
  ],
  LimitExceededException: ['bad-input', 'Those were too many tries: wait some minutes, then try again.'],
  TooManyRequestsException: ['bad-input', 'Those were too many tries: wait some minutes, then try again.'],
  TooManyFailedAttemptsException: [
    'bad-input',
    'Those were too many tries: wait some minutes, then try again.'
  ],
  CodeDeliveryFailureException: ['bad-input', 'No message could be sent to this email address.'],
  UserUnAuthenticatedException: ['bad-input', 'Sign in again first.'],
  NetworkError: ['network', 'The server cannot be reached: try again when you are online. Nothing is lost.']
};

/** A YamrError in the visitor's words; what nobody foresaw keeps the words of the server. */
export function toSessionError(thrown: unknown): YamrError {
  if (thrown instanceof YamrError) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const known = WORDS[name];
  if (known) return new YamrError(known[0], known[1], { cause: thrown });
  return new YamrError('internal', `The server of the accounts does not do that: ${message}`, {
    cause: thrown
  });
}
