/** Owns what the errors of Cognito and aws-amplify mean to a visitor: one sentence each, with what to do. */
import { PASSWORD_RULE } from '#core/account-rules';
import { YamrError } from '#core/errors';

const TOO_MANY = 'Those were too many tries: wait some minutes, then try again.';
/** The same for every code that does not count, so that nobody learns whether an address has an account. */
const WRONG_CODE = 'This code does not count: type the one of the last message, or let another be sent.';
const WRONG_SIGN_IN = 'The email address or the password is wrong.';
const WORDS: Readonly<Record<string, string>> = {
  NotAuthorizedException: WRONG_SIGN_IN,
  UserNotFoundException: WRONG_SIGN_IN,
  InvalidPasswordException: `This password is not taken. ${PASSWORD_RULE}`,
  CodeMismatchException: WRONG_CODE,
  ExpiredCodeException: WRONG_CODE,
  InvalidParameterException: 'That is not taken: look at the email address and the password again.',
  LimitExceededException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  TooManyFailedAttemptsException: TOO_MANY,
  CodeDeliveryFailureException: 'No message could be sent to this email address.',
  UserUnAuthenticatedException: 'Sign in again first.',
  InternalErrorException: 'The server of the accounts cannot do that now: try again in a moment.',
  NetworkError: 'The server cannot be reached: try again when you are online. Nothing is lost.'
};
/** Where a code is judged, these say that there is no such account, or that it is confirmed already. */
const ABOUT_ACCOUNT = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'InvalidParameterException'
]);
/** Where a code is asked for, and where an account is. */
const TELLING = new Set([...ABOUT_ACCOUNT, 'UsernameExistsException', 'AliasExistsException']);

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');

/** Of a code that was tried. */
export const toCodeError = (thrown: unknown): YamrError =>
  ABOUT_ACCOUNT.has(nameOf(thrown))
    ? new YamrError('bad-input', WRONG_CODE, { cause: thrown })
    : toSessionError(thrown);

/** Whether an answer would only tell whether an address has an account: then it is as if a message had been sent. */
export const tellsOfAccount = (thrown: unknown): boolean => TELLING.has(nameOf(thrown));

/** A YamrError in the visitor's words; what nobody foresaw keeps the words of the server. */
export function toSessionError(thrown: unknown): YamrError {
  if (thrown instanceof YamrError) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const known = WORDS[name];
  const code = name === 'NetworkError' ? 'network' : 'bad-input';
  if (known !== undefined) return new YamrError(code, known, { cause: thrown });
  return new YamrError('internal', `The account service refused that: ${message}`, {
    cause: thrown
  });
}
