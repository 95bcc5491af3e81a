import { EXCHANGE_ATTACKS } from './exchange.ts';
import { FEDERATION_ATTACKS } from './federation.ts';
import { LOGIN_ATTACKS } from './login.ts';
import { TOKEN_ATTACKS } from './tokens.ts';
import type { Attack } from './world.ts';

/** Every attack of issue 8, by the door that it tries. */
export const ATTACKS: readonly Attack[] = [
  ...TOKEN_ATTACKS,
  ...EXCHANGE_ATTACKS,
  ...FEDERATION_ATTACKS,
  ...LOGIN_ATTACKS,
];
