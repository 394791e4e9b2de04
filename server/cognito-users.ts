/** Owns the accounts on AWS as the API needs them: whether Cognito knows a person, and ending that. */
import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  UserNotFoundException
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserDirectory } from './api/users.ts';

/** A subject is a UUID: nothing that a filter could be made of. */
const SUBJECT = /^[\w-]{1,128}$/;

export function cognitoUsers(
  userPoolId: string,
  client = new CognitoIdentityProviderClient()
): UserDirectory {
  /** By the subject, because somebody who came by Google has another name in the pool. */
  const nameOf = async (userId: string): Promise<string | undefined> => {
    if (!SUBJECT.test(userId)) return undefined;
    const { Users = [] } = await client.send(
      new ListUsersCommand({ UserPoolId: userPoolId, Filter: `sub = "${userId}"`, Limit: 1 })
    );
    return Users[0]?.Username;
  };
  return {
    isKnown: async (userId) => (await nameOf(userId)) !== undefined,
    async remove(userId) {
      const Username = await nameOf(userId);
      if (Username === undefined) return;
      try {
        await client.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username }));
      } catch (thrown) {
        if (!(thrown instanceof UserNotFoundException)) throw thrown;
      }
    }
  };
}
