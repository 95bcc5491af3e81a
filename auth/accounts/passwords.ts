import { hash, needsRehash, verify } from 'argon2';

/** OWASP's minimum for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const PARAMETERS = { type: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashing is memory and CPU: so many at once, the others wait in order; beyond the queue the login is refused. */
const CONCURRENT = 4;
const WAITING = 256;

/** Password hashing with bounded concurrency. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** `stored` null (unknown user): takes as long as a real check, and is false. Cost: ~25 ms of one core and 19 MiB. */
  check(stored: string | null, password: string): Promise<boolean>;
  /** True when `stored` was made with other parameters: hash again after a successful login. */
  outdated(stored: string): boolean;
}

export function createPasswords(concurrent = CONCURRENT, waiting = WAITING): Passwords {
  const gate = createGate(concurrent, waiting);
  const dummy = gate(() => hash('no account has this password', PARAMETERS));
  dummy.catch(() => undefined);
  return {
    hash: (password) => gate(() => hash(normal(password), PARAMETERS)),
    check: async (stored, password) => {
      const against = stored ?? (await dummy);
      const right = await gate(() => verify(against, normal(password)));
      return right && stored !== null;
    },
    outdated: (stored) => needsRehash(stored, PARAMETERS),
  };
}

/** The same password typed with another input method must be the same bytes (NIST SP 800-63B §5.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a new password, in the words of NIST SP 800-63B: length, not composition. Null when it is acceptable. */
export function passwordProblem(
  password: string,
  logins: readonly string[],
): 'TOO_SHORT' | 'TOO_LONG' | 'LIKE_LOGIN' | null {
  const text = normal(password);
  if ([...text].length < 10) return 'TOO_SHORT';
  if (text.length > 256) return 'TOO_LONG';
  if (logins.some((login) => login !== '' && text.toLowerCase().includes(login.toLowerCase()))) return 'LIKE_LOGIN';
  return null;
}

/** At most `limit` at once in FIFO order; rejects when `queue` are waiting already. */
function createGate(limit: number, queue: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) {
      if (waiting.length >= queue) throw new Error('too many logins at once');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
