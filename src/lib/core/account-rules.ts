/** Owns what an email address and a password must be: the same in the page, in the local pool and in the deployed one. */

/** Long is what makes a password good; the rest makes it hard to type. */
export const PASSWORD_MIN_LENGTH = 8;
/** Cognito's own. */
export const PASSWORD_MAX_LENGTH = 256;
/** Said before it is met. */
export const PASSWORD_RULE = `At least ${PASSWORD_MIN_LENGTH} characters, none of them a space at the beginning or the end.`;

/** Whether a password keeps to the rule. Cognito takes none that begins or ends with a space. */
export const isPassword = (password: string): boolean =>
  password.length >= PASSWORD_MIN_LENGTH &&
  password.length <= PASSWORD_MAX_LENGTH &&
  password.trim() === password;

/** An address as it is compared: nobody's mail goes elsewhere because of a capital letter. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** How long a code counts, as Cognito has it: one that confirms an address, and one that sets a password. */
export const CONFIRM_LIFETIME_MS = 24 * 60 * 60 * 1000;
export const RESET_LIFETIME_MS = 60 * 60 * 1000;

/** Six digits, as they are mailed. */
export const isCode = (code: string): boolean => /^\d{6}$/.test(code);
