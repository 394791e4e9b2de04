/**
 * FOR DEVELOPMENT ONLY: a signing key that everybody has. `npm run train` signs with it, and a build that is told no
 * keys (`YAMR_RELEASE_KEYS`) knows it, so that a clone works at once. It proves nothing about who made a release; a
 * production build names other keys and then does not know this one (docs/operate.md).
 */
export const DEVELOPMENT_PUBLIC_KEY = 'deee9d644567486bae862d4d4598edd7e9970e7cb4c0a741cfeecc0608b16702';
export const DEVELOPMENT_PRIVATE_KEY = 'e85e2f361542a72e94f1e65eb0c72ecf084ebf3cd765433a44678aedaa75b911';
