/** Owns what the things that this browser keeps are called for people. Pure. */
import type { StoredThing } from './storage.ts';

const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^yamr \/ ratings$/, 'Your ratings'],
  [/^yamr \/ marks$/, 'Seen, hidden and watchlist'],
  [/^yamr-account-\S+ \/ ratings$/, 'Ratings of an account'],
  [/^yamr-account-\S+ \/ marks$/, 'Seen, hidden and watchlist of an account'],
  [/^yamr(?:-account-\S+)? \/ changes$/, 'Changes for your account, sent or waiting'],
  [/^yamr(?:-account-\S+)? \/ sync$/, 'How far your account was read'],
  [/^yamr-release-index$/, 'Which models are kept'],
  [/^yamr-release-/, 'The model, to work offline'],
  [/^yamr-posters$/, 'Posters that you have looked at'],
  [/^yamr-(?:app|shell)/, 'YAMR itself, to work offline'],
  [/^yamr:together$/, 'The people in your group'],
  [/^yamr:posters$/, 'Whether posters are loaded'],
  [/^yamr:last-list$/, 'Your last list, with which the next visit begins'],
  [/^yamr:known$/, 'That you have rated movies here'],
  [/^yamr:persist$/, 'Whether this browser was asked to keep all this'],
  [/^yamr:account$/, 'Who is signed in here'],
  [/^yamr:code$/, 'The address that a code was sent to, for an hour at most'],
  [/^yamr:signing-in$/, 'That you are signing in with another service'],
  [
    /^(?:CognitoIdentityServiceProvider|CognitoSignInState|amplify)\b/,
    'Your session, so that you stay signed in'
  ],
  [/^yamr:backend$/, 'What computes fastest here'],
  [/^yamr:measure$/, 'Counts of how well YAMR works, which you agreed to send'],
  [/^yamr:pinned$/, 'The version of the model that you stay with'],
  [/^yamr:device$/, 'A random number that decides who tries a new model first; it is sent to nobody'],
  [/^sveltekit:/, 'Where you had scrolled to']
];

/** What a thing is, in words; its kind where nobody has said. */
export function meaningOf({ kind, name }: Pick<StoredThing, 'kind' | 'name'>): string {
  return MEANINGS.find(([pattern]) => pattern.test(name))?.[1] ?? `Other (${kind})`;
}

/** "0 B", "812 B", "3.4 KB", "2.73 MB". */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1e6) return `${(sizeBytes / 1000).toFixed(1)} KB`;
  return `${(sizeBytes / 1e6).toFixed(2)} MB`;
}
