import { loginWithPassword as login } from './browser-login.ts';

/** Logs in at a platform's OpenID provider as a browser does and gives the access token for its graph. */
export async function loginWithPassword(person: {
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  readonly totpSecret?: string | undefined;
  readonly recoveryCode?: string | undefined;
}): Promise<string> {
  const { accessToken } = await login({
    issuer: `${person.origin}/oidc`,
    username: person.username,
    password: person.password,
    ...(person.totpSecret === undefined ? {} : { totpSecret: person.totpSecret }),
    ...(person.recoveryCode === undefined ? {} : { recoveryCode: person.recoveryCode }),
  });
  return accessToken;
}
