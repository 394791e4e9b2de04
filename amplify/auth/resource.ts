/** Owns accounts: sign-up and sign-in by email, recovery by email, and Google where its secrets are set. */
import { defineAuth, secret } from '@aws-amplify/backend';

/** Where people come back to after Google, separated by commas; without it there is no Google button. */
const callbackUrls = (process.env['YAMR_GOOGLE_CALLBACK_URLS'] ?? '').split(',').filter(Boolean);

export const auth = defineAuth({
  loginWith: {
    email: true,
    ...(callbackUrls.length === 0
      ? {}
      : {
          externalProviders: {
            google: {
              clientId: secret('GOOGLE_CLIENT_ID'),
              clientSecret: secret('GOOGLE_CLIENT_SECRET'),
              scopes: ['email'],
              attributeMapping: { email: 'email' }
            },
            callbackUrls,
            logoutUrls: callbackUrls
          }
        })
  },
  accountRecovery: 'EMAIL_ONLY'
});
