import { loginWithPassword, type PasswordLogin } from '../harness/login.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the torture's own query asks for
export type Answer = any;

/** Somebody at a platform whose process may be dead at any moment. */
export interface Person {
  /** One try; null when no whole answer came. */
  ask(query: string, variables?: object): Promise<Answer | null>;
  /** Tries until an answer comes. */
  insist(query: string, variables?: object): Promise<Answer>;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Talks to the platform past its proxy; logs in (again) when a token is needed. */
export function person(direct: string, login: PasswordLogin): Person {
  let token: string | null = null;
  const ask: Person['ask'] = async (query, variables = {}) => {
    try {
      token ??= (await loginWithPassword(login)).accessToken;
      const response = await fetch(`${direct}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status === 401) token = null;
      const { data, errors } = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
      return data && !errors ? data : null;
    } catch {
      return null;
    }
  };
  return {
    ask,
    insist: async (query, variables) => {
      for (let tries = 0; tries < 240; tries += 1) {
        const answer = await ask(query, variables);
        if (answer) return answer;
        await pause(500);
      }
      throw new Error(`no answer from ${direct}: ${query.slice(0, 60)}`);
    },
  };
}
