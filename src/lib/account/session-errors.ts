/** Owns what the errors of Cognito and aws-amplify mean to a visitor: one sentence each, with what to do. */
import { YamrError } from '#core/errors';

const TOO_MANY = 'Those were too many tries: wait some minutes, then try again.';
const WORDS: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'The email address or the password is wrong.',
  UserNotFoundException: 'There is no account with this email address.',
  UsernameExistsException: 'There is an account with this email address already: sign in instead.',
  InvalidPasswordException:
    'This password is too easy to guess: take at least 8 characters, with capital and small letters, digits and signs.',
  CodeMismatchException: 'That is not the code of the last message.',
  ExpiredCodeException: 'This code does not count any more: ask for a new one.',
  InvalidParameterException: 'That is not taken: look at the email address and the password again.',
  LimitExceededException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  TooManyFailedAttemptsException: TOO_MANY,
  CodeDeliveryFailureException: 'No message could be sent to this email address.',
  UserUnAuthenticatedException: 'Sign in again first.',
  NetworkError: 'The server cannot be reached: try again when you are online. Nothing is lost.'
};

/** A YamrError in the visitor's words; what nobody foresaw keeps the words of the server. */
export function toSessionError(thrown: unknown): YamrError {
  if (thrown instanceof YamrError) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const known = WORDS[name];
  const code = name === 'NetworkError' ? 'network' : 'bad-input';
  if (known !== undefined) return new YamrError(code, known, { cause: thrown });
  return new YamrError('internal', `The server of the accounts does not do that: ${message}`, {
    cause: thrown
  });
}
