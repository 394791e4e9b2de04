/** Owns the mark that somebody has left for another service to sign in, and will come back. */
export const SIGNING_IN_KEY = 'yamr:signing-in';
